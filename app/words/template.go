package words

import (
	"errors"

	"pretobranco/engine"
)

// Template says what is wrong with a template.
func (w *Words) Template(err error) string {
	var wrong *engine.TemplateError
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	switch wrong.Problem {
	case engine.TemplateOpen:
		return w.Say("names.wrong.open", wrong.Text)
	case engine.TemplateClose:
		return w.Say("names.wrong.close")
	case engine.TemplateField:
		return w.Say("names.wrong.field", wrong.Text)
	case engine.TemplateDigits:
		return w.Say("names.wrong.digits", wrong.Text)
	case engine.TemplateLetter:
		return w.Say("names.wrong.letter", wrong.Text)
	case engine.TemplateFolder:
		return w.Say("names.wrong.folder")
	case engine.TemplateHidden:
		return w.Say("names.wrong.hidden")
	}
	return w.Say("names.wrong.nothing")
}
