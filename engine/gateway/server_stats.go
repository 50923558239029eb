package gateway

// Running returns how many pictures are with converters, or about to be.
func (s *Server) Running() int { return len(s.limiter.slots) }

// Waiting returns how many pictures wait to be.
func (s *Server) Waiting() int { return int(min(s.limiter.waiting.Load(), s.limiter.queue)) }

// Connections returns how many WebSockets are open.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}
