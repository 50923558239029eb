package app

import (
	"encoding/json"
	"os"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// A fakeRecord is a file in which a fake batch is recorded, in the format that engine.ReadRecord
// reads; "" is none.
type fakeRecord string

func (r *fakeRecord) begin(job engine.Job, photos []engine.Photo) {
	if job.Record == "" {
		return
	}
	*r = fakeRecord(job.Record)
	line := marshal(map[string]any{"folder": job.Folder, "beside": job.Subfolder, "name": job.Name, "flat": job.Flat, "undated": job.DropDates,
		"exists": job.Exists, "options": job.Options.Fields(), "photos": recordedPhotos(photos)})
	if err := model.ReplaceFile(job.Record, append(line, '\n')); err != nil {
		panic(err)
	}
}

// add adds a line. It is not an error if a later batch has replaced the file or a person has no need
// of it any more.
func (r fakeRecord) add(change map[string]any) {
	f, err := os.OpenFile(string(r), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return
	}
	defer f.Close()
	f.Write(append(marshal(change), '\n'))
}

func recordedPhotos(photos []engine.Photo) []map[string]any {
	all := make([]map[string]any, len(photos))
	for i, p := range photos {
		all[i] = map[string]any{"path": p.Path, "root": p.Root, "size": p.Size, "format": p.Format, "exists": p.Exists}
		if p.Options != nil {
			all[i]["options"] = p.Options.Fields()
		}
	}
	return all
}

func marshal(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
