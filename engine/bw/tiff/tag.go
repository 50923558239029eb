package tiff

// Tags of a directory (section 8 and appendix A; those above 32768 by their makers).
const (
	newSubfileType     = 254
	imageWidth         = 256
	imageLength        = 257
	bitsPerSample      = 258
	compression        = 259
	photometric        = 262
	fillOrder          = 266
	imageDescription   = 270
	stripOffsets       = 273
	orientation        = 274
	samplesPerPixel    = 277
	rowsPerStrip       = 278
	stripByteCounts    = 279
	xResolution        = 282
	yResolution        = 283
	planarConfig       = 284
	group3Options      = 292
	resolutionUnit     = 296
	pageNumber         = 297
	predictor          = 317
	colorMap           = 320
	tileWidth          = 322
	tileLength         = 323
	tileOffsets        = 324
	tileByteCounts     = 325
	subDirectories     = 330
	extraSamples       = 338
	sampleFormat       = 339
	jpegTables         = 347
	oldJPEG            = 513
	oldJPEGLength      = 514
	lumaShares         = 529
	subsampling        = 530
	referenceBlack     = 532
	xmpPacket          = 700
	iptcRecords        = 33723
	photoshopResources = 34377
	exifDirectory      = 34665
	colorProfile       = 34675
	gpsDirectory       = 34853
	makerNote          = 37500
	photoshopLayers    = 37724
	interopDirectory   = 40965
	contentCredentials = 52545
	dngVersion         = 50706
)

// onePage is the NewSubfileType of one page of several.
const onePage = 2

// Photometric interpretations.
const (
	whiteIsZero = 0
	blackIsZero = 1
	rgb         = 2
	palette     = 3
	mask        = 4
	separated   = 5
	yCbCr       = 6
	cieLab      = 8

	// Of raw pictures.
	colorFilters = 32803
	linearRaw    = 34892
)

// Compressions.
const (
	none       = 1
	ccittRLE   = 2
	ccittG3    = 3
	ccittG4    = 4
	lzwPacked  = 5
	oldStyle   = 6
	jpegPacked = 7
	deflate    = 8
	packBits   = 32773
	oldDeflate = 32946
	zstdPacked = 50000
)

// Compressions that are not supported.
var unread = map[int]string{
	oldStyle: "JPEG of the old style", 9: "JBIG", 10: "JBIG", 32766: "NeXT", 32767: "a camera's own", 32771: "CCITT RLE in words", 32809: "ThunderScan",
	34661: "JBIG", 34676: "SGI LogLuv", 34677: "SGI LogLuv", 34712: "JPEG 2000", 33003: "JPEG 2000", 33005: "JPEG 2000",
	34713: "a camera's own", 34887: "LERC", 34925: "LZMA", 50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL",
}

// Tags for colours only: white point and primaries, those of YCbCr and inks, halftone, sample
// ranges and transfer functions per channel.
var ofColour = map[uint16]bool{
	280: true, 281: true, 301: true, 319: true, 321: true, 332: true, 333: true, 334: true, 336: true, 337: true,
	340: true, 341: true, 342: true, jpegTables: true, 512: true, oldJPEG: true, oldJPEGLength: true, 515: true, 517: true, 518: true,
	519: true, 520: true, 521: true, lumaShares: true, subsampling: true, 531: true, referenceBlack: true,
	group3Options: true, 293: true, sampleFormat: true, fillOrder: true, photoshopLayers: true, 50255: true, contentCredentials: true,
}

// structural tags are required to decode or display a page.
var structural = map[uint16]bool{
	newSubfileType: true, 255: true, imageWidth: true, imageLength: true, bitsPerSample: true, compression: true,
	photometric: true, 263: true, fillOrder: true, stripOffsets: true, orientation: true, samplesPerPixel: true, rowsPerStrip: true,
	stripByteCounts: true, xResolution: true, yResolution: true, planarConfig: true, group3Options: true, 293: true,
	resolutionUnit: true, pageNumber: true, predictor: true, colorMap: true, tileWidth: true, tileLength: true, tileOffsets: true,
	tileByteCounts: true, subDirectories: true, 332: true, extraSamples: true, sampleFormat: true, jpegTables: true, 301: true,
	318: true, 319: true, lumaShares: true, subsampling: true, 531: true, referenceBlack: true, colorProfile: true,
}

// places are the tags with a location: GPS and GeoTIFF.
var places = map[uint16]bool{gpsDirectory: true, 33550: true, 33922: true, 34264: true, 34735: true, 34736: true, 34737: true, 42112: true, 42113: true}
