package bw

// A signature is what files of a foreign kind begin with. Where there is a second text, both
// must be there.
type signature struct {
	at    int
	text  string
	at2   int
	text2 string
	file  Foreign
}

func rawFile(maker, format string) Foreign      { return Foreign{RawFile, maker, format} }
func pictureFile(label, format string) Foreign  { return Foreign{PictureFile, label, format} }
func documentFile(label, format string) Foreign { return Foreign{DocumentFile, label, format} }
func archiveFile(label string) Foreign          { return Foreign{ArchiveFile, label, ""} }
func videoFile(format string) Foreign           { return Foreign{VideoFile, "", format} }
func audioFile(format string) Foreign           { return Foreign{AudioFile, "", format} }

// signatures lists foreign files that a few bytes identify; function Identify checks for the others. The
// first match counts. The comment of each group names the specifications.
var signatures = []signature{
	// Raw files that have a structure of their own (as ExifTool and dcraw know them; their makers
	// publish nothing).
	{at: 6, text: "HEAPCCDR", file: rawFile("Canon", "CRW")},
	{at: 4, text: "ftypcrx ", file: rawFile("Canon", "CR3")},
	{text: "FUJIFILMCCD-RAW", file: rawFile("Fujifilm", "RAF")},
	{text: "\x00MRM", file: rawFile("Minolta", "MRW")},
	{text: "\x00MRI", file: rawFile("Minolta", "MRW")},
	{text: "FOVb", file: rawFile("Sigma", "X3F")},
	{at: 25, text: "ARECOYK", file: rawFile("Contax", "RAW")},
	{text: "\x89LFP\r\n\x1a\n", file: rawFile("Lytro", "LFP")},
	{text: "rawzor", file: rawFile("Rawzor", "RWZ")},

	// Adobe Photoshop File Formats Specification; Adobe TN 5002 (EPS) and the PostScript Language
	// Document Structuring Conventions; DjVu3 specification; the others from their programs.
	{text: "8BPS\x00\x01", file: documentFile("Photoshop", "PSD")},
	{text: "8BPS\x00\x02", file: documentFile("Photoshop", "PSB")},
	{text: "\xc5\xd0\xd3\xc6", file: documentFile("PostScript", "EPS")},
	{text: "AT&TFORM", file: documentFile("DjVu", "")},
	{text: "\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d", file: documentFile("InDesign", "")},
	{text: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", file: documentFile("Office", "")}, // [MS-CFB] 2.2
	{text: "{\\rtf", file: documentFile("RTF", "")},
	{text: "\x00\xffKA", file: documentFile("Affinity", "")},
	{text: "CSFCHUNK", file: documentFile("Clip Studio", "")},
	{text: "RIFF", at2: 8, text2: "CDR", file: documentFile("CorelDRAW", "")},
	{text: "ITOLITLS", file: documentFile("E-book", "LIT")},
	{at: 60, text: "BOOKMOBI", file: documentFile("E-book", "MOBI")},

	// Pictures. JPEG 2000: ISO/IEC 15444-1, I.5.1 and A.4.1; JPEG XR: ITU-T T.832, A.7; JPEG-LS:
	// ITU-T T.87, C.1; JPEG XS: ISO/IEC 21122-2; OpenEXR file layout; Radiance: "The RADIANCE Picture
	// File Format"; DDS: DirectX programming guide; FITS standard 4.0, 4.4.1; DICOM PS3.10, 7.1;
	// MNG 1.0; DPX: SMPTE 268M; QOI specification 1.0; EMF: [MS-EMF] 2.3.4.2; WMF: [MS-WMF] 2.3.2; others from
	// their programs.
	{text: "\x00\x00\x00\x0cjP  \r\n\x87\n", file: pictureFile("JPEG 2000", "JP2")},
	{text: "\x00\x00\x00\x0cjP\x1a\x1a\r\n\x87\n", file: pictureFile("JPEG 2000", "JP2")},
	{text: "\xff\x4f\xff\x51", file: pictureFile("JPEG 2000", "J2K")},
	{text: "II\xbc", file: pictureFile("JPEG XR", "")},
	{text: "\xff\xd8\xff\xf7", file: pictureFile("JPEG-LS", "")},
	{text: "\xff\x10\xff\x50", file: pictureFile("JPEG XS", "")},
	{text: "\x76\x2f\x31\x01", file: pictureFile("OpenEXR", "")},
	{text: "#?RADIANCE", file: pictureFile("Radiance", "HDR")},
	{text: "#?RGBE", file: pictureFile("Radiance", "HDR")},
	{text: "DDS \x7c\x00\x00\x00", file: pictureFile("DDS", "")},
	{text: "SIMPLE  =", file: pictureFile("FITS", "")},
	{text: "XISF0100", file: pictureFile("XISF", "")},
	{at: 128, text: "DICM", file: pictureFile("DICOM", "")},
	{text: "gimp xcf ", file: pictureFile("GIMP", "XCF")},
	{text: "Paint Shop Pro Image File\n\x1a", file: pictureFile("Paint Shop Pro", "PSP")},
	{text: "\x8aMNG\r\n\x1a\n", file: pictureFile("MNG", "")},
	{text: "\x8bJNG\r\n\x1a\n", file: pictureFile("JNG", "")},
	{text: "SDPX", file: pictureFile("DPX", "")},
	{text: "XPDS", file: pictureFile("DPX", "")},
	{text: "\x80\x2a\x5f\xd7", file: pictureFile("Cineon", "")},
	{text: "qoif", file: pictureFile("QOI", "")},
	{text: "FLIF", file: pictureFile("FLIF", "")},
	{text: "BPG\xfb", file: pictureFile("BPG", "")},
	{text: "PGF", at2: 3, text2: "6", file: pictureFile("PGF", "")},
	{text: "id=ImageMagick", file: pictureFile("ImageMagick", "MIFF")},
	{text: "/* XPM */", file: pictureFile("XPM", "")},
	{text: "\x59\xa6\x6a\x95", file: pictureFile("Sun", "")},
	{text: "\xd7\xcd\xc6\x9a", file: pictureFile("WMF", "")},
	{text: "\x01\x00\x09\x00\x00\x03", file: pictureFile("WMF", "")},
	{text: "\x01\x00\x00\x00", at2: 40, text2: " EMF", file: pictureFile("EMF", "")},
	{at: 2048, text: "PCD_IPI", file: pictureFile("Photo CD", "")},
	{text: "FPF Public Image Format\x00", file: pictureFile("FLIR", "FPF")},
	{at: 522, text: "\x00\x11\x02\xff\x0c\x00", file: pictureFile("PICT", "")},
	{text: "ZISRAWFILE", file: pictureFile("Zeiss", "CZI")},
	{text: "\xabKTX ", file: pictureFile("KTX", "")},

	// Video. QuickTime File Format; ISO/IEC 14496-12; RIFF: Multimedia Programming Interface 1.0; RFC
	// 8794 (EBML); ISO/IEC 13818-1 (MPEG); ASF 1.2; SMPTE 377M (MXF); RFC 3533 (Ogg); FLV 10.1.
	{at: 4, text: "moov", file: videoFile("MOV")},
	{at: 4, text: "mdat", file: videoFile("MOV")},
	{at: 4, text: "wide", file: videoFile("MOV")},
	{at: 4, text: "free", file: videoFile("MOV")},
	{at: 4, text: "skip", file: videoFile("MOV")},
	{at: 4, text: "pnot", file: videoFile("MOV")},
	{text: "RIFF", at2: 8, text2: "AVI ", file: videoFile("AVI")},
	{text: "\x1a\x45\xdf\xa3", file: videoFile("Matroska or WebM")},
	{text: "\x00\x00\x01\xba", file: videoFile("MPEG")},
	{text: "\x00\x00\x01\xb3", file: videoFile("MPEG")},
	{text: "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", file: videoFile("Windows Media")},
	{text: "\xb7\xd8\x00\x20\x37\x49\xda\x11\xa6\x4e\x00\x07\xe9\x5e\xad\x8d", file: videoFile("Windows Media")},
	{text: "FLV\x01", file: videoFile("Flash")},
	{text: "FWS", file: videoFile("Flash")},
	{text: "CWS", file: videoFile("Flash")},
	{text: ".RMF", file: videoFile("RealMedia")},
	{text: "\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", file: videoFile("MXF")},
	{text: "\x1f\x07\x00", file: videoFile("DV")},
	{at: 4, text: "RED1", file: videoFile("RED")},
	{at: 4, text: "RED2", file: videoFile("RED")},
	{text: "OggS", at2: 28, text2: "\x80theora", file: videoFile("Ogg")},

	// Audio. RIFF as above; AIFF 1.3; RFC 9639 (FLAC); RFC 3533; ID3v2; MIDI 1.0; ISO/IEC 14496-3.
	{text: "RIFF", at2: 8, text2: "WAVE", file: audioFile("WAV")},
	{text: "RF64", at2: 8, text2: "WAVE", file: audioFile("WAV")},
	{text: "FORM", at2: 8, text2: "AIFF", file: audioFile("AIFF")},
	{text: "FORM", at2: 8, text2: "AIFC", file: audioFile("AIFF")},
	{text: "fLaC", file: audioFile("FLAC")},
	{text: "OggS", file: audioFile("Ogg")},
	{text: "ID3", file: audioFile("MP3")},
	{text: "MThd", file: audioFile("MIDI")},
	{text: "#!AMR", file: audioFile("AMR")},
	{text: "MAC ", file: audioFile("Monkey's Audio")},
	{text: "MP+", file: audioFile("Musepack")},
	{text: ".ra\xfd", file: audioFile("RealAudio")},
	{text: "\x02dss", file: audioFile("DSS")},

	// Archives. APPNOTE.TXT 6.3 (ZIP); RAR 5.0; 7zFormat.txt; RFC 1952 (gzip); XZ 1.1; RFC 8878 (Zstandard); POSIX
	// ustar.
	{text: "Rar!\x1a\x07", file: archiveFile("RAR")},
	{text: "7z\xbc\xaf\x27\x1c", file: archiveFile("7z")},
	{text: "\x1f\x8b\x08", file: archiveFile("gzip")},
	{text: "BZh", at2: 4, text2: "1AY&SY", file: archiveFile("bzip2")},
	{text: "\xfd7zXZ\x00", file: archiveFile("XZ")},
	{text: "\x28\xb5\x2f\xfd", file: archiveFile("Zstandard")},
	{at: 257, text: "ustar", file: archiveFile("TAR")},
	{text: "MSCF\x00\x00\x00\x00", file: archiveFile("CAB")},

	// Programs, databases, fonts. ELF 1.2; PE format; SQLite file format, 1.3; OpenType 1.9; WOFF.
	{text: "\x7fELF", file: Foreign{Kind: ProgramFile}},
	{text: "MZ", file: Foreign{Kind: ProgramFile}},
	{text: "\xcf\xfa\xed\xfe", file: Foreign{Kind: ProgramFile}},
	{text: "\xce\xfa\xed\xfe", file: Foreign{Kind: ProgramFile}},
	{text: "\xca\xfe\xba\xbe", file: Foreign{Kind: ProgramFile}},
	{text: "\xfe\xed\xfa\xce", file: Foreign{Kind: ProgramFile}},
	{text: "\xfe\xed\xfa\xcf", file: Foreign{Kind: ProgramFile}},
	{text: "#!", file: Foreign{Kind: ProgramFile}},
	{text: "!<arch>\n", file: Foreign{Kind: ProgramFile}},
	{text: "SQLite format 3\x00", file: Foreign{Kind: DatabaseFile}},
	{text: "\x00\x01\x00\x00Standard Jet DB", file: Foreign{Kind: DatabaseFile}},
	{text: "\x00\x01\x00\x00Standard ACE DB", file: Foreign{Kind: DatabaseFile}},
	{text: "OTTO\x00", file: Foreign{Kind: FontFile}},
	{text: "ttcf\x00", file: Foreign{Kind: FontFile}},
	{text: "wOFF", file: Foreign{Kind: FontFile}},
	{text: "wOF2", file: Foreign{Kind: FontFile}},
	{text: "\x00\x01\x00\x00\x00", file: Foreign{Kind: FontFile}},
}
