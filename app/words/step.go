package words

import (
	"errors"

	"pretobranco/engine"
)

// Step says what a step of a test is about.
func (w *Words) Step(name string) string { return w.Say("test.name." + name) }

// StepResult says what a step found.
func (w *Words) StepResult(s engine.Step) string {
	switch s.Name {
	case "resolve":
		return s.Detail
	case "connect":
		return w.Say("test.connect.found", s.Detail)
	case "tls":
		if s.Detail == "" {
			return w.Say("test.tls.none")
		}
		return s.Detail
	case "token":
		return w.Say("test.token.found")
	case "convert":
		if s.Amount == 0 {
			return w.Say("test.convert.same")
		}
		return w.Say("test.convert.near", w.Decimal(s.Amount))
	}
	return w.Say("test.speed.found", w.Decimal(s.Amount))
}

// StepProblem says in a sentence why a step failed.
func (w *Words) StepProblem(s engine.Step) string {
	switch {
	case errors.Is(s.Err, engine.ErrCertificate):
		return w.Say("test.certificate")
	case engine.KindOf(s.Err) == engine.Unauthorized:
		return w.Say("problem.unauthorized")
	case engine.KindOf(s.Err) == engine.Busy:
		return w.Say("problem.busy")
	}
	switch s.Name {
	case "resolve":
		if engine.KindOf(s.Err) == engine.Unsupported {
			return w.Say("test.resolve.bad")
		}
		return w.Say("test.resolve.none")
	case "connect":
		return w.Say("test.connect.none")
	case "tls":
		return w.Say("test.tls.bad")
	case "token":
		return w.Say("test.token.none")
	}
	return w.Say("test.convert.bad")
}
