package main

// manual is what -h prints above the flags.
const manual = `pretobranco-client makes photos black and white.

  pretobranco-client [flags] FILE|FOLDER...
  pretobranco-client [flags] - <PHOTO >RESULT

Folders are searched to the bottom and rebuilt below -o. A photo is known by its content, not
by its name. Originals are never changed. A JPEG's luma is copied bit for bit, without loss.

Examples:
  pretobranco-client holiday                                   every photo in holiday, into out/
  pretobranco-client -o gray *.jpg scans/old.png               some files, into gray/
  pretobranco-client -format jpeg -quality 85 scans            all of them as JPEG
  pretobranco-client -look red -contrast 1.2 holiday           as through a red filter, and stronger
  pretobranco-client -look 'mix(80,30,-10)' holiday            your own share of red, green and blue, in percent
  pretobranco-client -look dither -format png scans            pure black and white; -looks lists all
  pretobranco-client -metadata nolocation holiday              without where they were taken
  pretobranco-client -damaged keep card                        also what is there of photos that break off
  pretobranco-client -name '{date}/{name}' holiday             into a folder for each day
  pretobranco-client -beside bw -keep-dates=false holiday      into holiday/bw, dated today
  pretobranco-client -server 192.168.1.5 holiday               converted by the gateway there, port 8001
  pretobranco-client -server wss://photos.example.com holiday  over TLS; PRETOBRANCO_TOKEN holds the token
  pretobranco-client -look red - <1.jpg >2.jpg                 one photo, from and to programs
  pretobranco-client -json holiday >log.jsonl                  a line for every change of state
  pretobranco-client -resume                                   continue the last batch where it was stopped
  pretobranco-client -undo                                     remove the results of the last batch

What a result lacks is said of each photo: pages, frames, transparency, metadata. What follows
from the flags for every photo, such as a new compression with -format jpeg, is counted at the end.
So are the files in folders that are left out, by kind: raw files, documents, videos. -json has
a line for each of them, and all counts in its last line.

Run it again to go on where it was stopped: what is there already is skipped. The summary says
how many of these results were made with other settings; -exists number converts their photos
again beside them, -exists overwrite replaces them. What made each result is recorded in the
folder of -provenance, never in the folders of photos or results. The last batch is recorded there,
too: -resume continues it after an interruption, -undo removes its results.
Ctrl-C finishes the photos under way; a second one stops at once. Nothing is left half written.

Exit status: 0 all converted or skipped, 1 some failed (each is named with its reason),
2 wrong usage. A file that is named, or has the name of a picture, and is none has failed;
others in folders are left out.

Flags:
`
