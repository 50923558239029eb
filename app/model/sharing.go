package model

// Sharing is how this computer's servers are open to others on its network.
type Sharing struct {
	On        bool   `json:"on"`
	Always    bool   `json:"always,omitempty"` // also after the next start; without it On ends with the program
	Gateway   int    `json:"gateway"`          // ports
	Converter int    `json:"converter"`
	Token     string `json:"token,omitempty"`
	Kept      bool   `json:"kept,omitempty"` // the token is in the system's keyring
}

// Ports that both servers have unless a person chooses others.
const (
	gatewayPort   = 8001
	converterPort = 8000
)
