// Package codec is the contract between package bw and its codecs: what a codec is asked for, and what
// it returns. It imports no codec.
package codec
