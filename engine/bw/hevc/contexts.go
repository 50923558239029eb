package hevc

// Offsets of context variables, and their number (9.3.2.2).
const (
	ctxSAOMerge     = 0
	ctxSAOType      = ctxSAOMerge + 1
	ctxSplitCU      = ctxSAOType + 1
	ctxBypass       = ctxSplitCU + 3
	ctxPart         = ctxBypass + 1
	ctxPrevMode     = ctxPart + 1
	ctxChromaMode   = ctxPrevMode + 1
	ctxSplitTU      = ctxChromaMode + 1
	ctxLuma         = ctxSplitTU + 3
	ctxChroma       = ctxLuma + 2
	ctxQPDelta      = ctxChroma + 5
	ctxSkip         = ctxQPDelta + 2
	ctxLastX        = ctxSkip + 2
	ctxLastY        = ctxLastX + 18
	ctxGroup        = ctxLastY + 18
	ctxSignificant  = ctxGroup + 4
	ctxGreater1     = ctxSignificant + 44
	ctxGreater2     = ctxGreater1 + 24
	ctxScale        = ctxGreater2 + 6
	ctxScaleSign    = ctxScale + 8
	ctxOffset       = ctxScaleSign + 2
	ctxOffsetIndex  = ctxOffset + 1
	contexts        = ctxOffsetIndex + 1
	ctxSkippedFirst = 42 // of ctxSignificant: blocks without a transform
)

// initValues are the initial values of context variables in intra slices (tables 9-5 to 9-37).
var initValues = [contexts]uint8{
	153,           // SAO merge
	200,           // SAO type
	139, 141, 157, // split coding unit
	154,           // bypass
	184,           // partition
	184,           // most probable mode
	63,            // chroma mode
	153, 138, 138, // split transform
	111, 141, // coded luma
	94, 138, 182, 154, 154, // coded chroma
	154, 154, // QP delta
	139, 139, // transform skipped
	110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63, // last x
	110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63, // last y
	91, 171, 134, 141, // coded groups
	111, 111, 125, 110, 110, 94, 124, 108, 124, 107, 125, 141, 179, 153, // significant, luma
	125, 107, 125, 141, 179, 153, 125, 107, 125, 141, 179, 153, 125,
	140, 139, 182, 182, 152, 136, 152, 136, 153, 136, 139, 111, 136, 139, 111, // chroma
	141, 111, // without a transform
	140, 92, 137, 138, 140, 152, 138, 139, 153, 74, 149, 92, // greater than 1
	139, 107, 122, 152, 140, 179, 166, 182, 140, 227, 122, 197,
	138, 153, 136, 167, 152, 152, // greater than 2
	154, 154, 154, 154, 154, 154, 154, 154, // cross-component scale
	154, 154, // its sign
	154, // chroma QP offset
	154, // its index
}

// initContexts sets context variables to their state at the start of a slice (9.3.2.2).
func initContexts(all *[contexts]probability, qp int) {
	qp = max(0, min(51, qp))
	for i, v := range initValues {
		slope, offset := int(v>>4)*5-45, int(v&15)<<3-16
		state := max(1, min(126, slope*qp>>4+offset))
		if state <= 63 {
			all[i] = uint8(63-state) << 1
		} else {
			all[i] = uint8(state-64)<<1 | 1
		}
	}
}

// nextMPS and nextLPS are the states after a bin (9.3.4.3.2.2).
var nextMPS, nextLPS = nextStates()

func nextStates() (mps, lps [128]probability) {
	for s := range uint8(128) {
		state, symbol := s>>1, s&1
		mps[s] = min(state+1, 62)<<1 | symbol
		if state == 0 {
			symbol ^= 1
		}
		lps[s] = afterLPS[state]<<1 | symbol
	}
	return mps, lps
}

// afterLPS is table 9-53.
var afterLPS = [64]uint8{
	0, 0, 1, 2, 2, 4, 4, 5, 6, 7, 8, 9, 9, 11, 11, 12,
	13, 13, 15, 15, 16, 16, 18, 18, 19, 19, 21, 21, 22, 22, 23, 24,
	24, 25, 26, 26, 27, 27, 28, 29, 29, 30, 30, 30, 31, 32, 32, 33,
	33, 33, 34, 34, 35, 35, 35, 36, 36, 36, 37, 37, 37, 38, 38, 63,
}

// lpsRanges is table 9-52: the range of the less probable symbol, by state and range.
var lpsRanges = [64][4]uint8{
	{128, 176, 208, 240}, {128, 167, 197, 227}, {128, 158, 187, 216}, {123, 150, 178, 205},
	{116, 142, 169, 195}, {111, 135, 160, 185}, {105, 128, 152, 175}, {100, 122, 144, 166},
	{95, 116, 137, 158}, {90, 110, 130, 150}, {85, 104, 123, 142}, {81, 99, 117, 135},
	{77, 94, 111, 128}, {73, 89, 105, 122}, {69, 85, 100, 116}, {66, 80, 95, 110},
	{62, 76, 90, 104}, {59, 72, 86, 99}, {56, 69, 81, 94}, {53, 65, 77, 89},
	{51, 62, 73, 85}, {48, 59, 69, 80}, {46, 56, 66, 76}, {43, 53, 63, 72},
	{41, 50, 59, 69}, {39, 48, 56, 65}, {37, 45, 54, 62}, {35, 43, 51, 59},
	{33, 41, 48, 56}, {32, 39, 46, 53}, {30, 37, 43, 50}, {29, 35, 41, 48},
	{27, 33, 39, 45}, {26, 31, 37, 43}, {24, 30, 35, 41}, {23, 28, 33, 39},
	{22, 27, 32, 37}, {21, 26, 30, 35}, {20, 24, 29, 33}, {19, 23, 27, 31},
	{18, 22, 26, 30}, {17, 21, 25, 28}, {16, 20, 23, 27}, {15, 19, 22, 25},
	{14, 18, 21, 24}, {14, 17, 20, 23}, {13, 16, 19, 22}, {12, 15, 18, 21},
	{12, 14, 17, 20}, {11, 14, 16, 19}, {11, 13, 15, 18}, {10, 12, 15, 17},
	{10, 12, 14, 16}, {9, 11, 13, 15}, {9, 11, 12, 14}, {8, 10, 12, 14},
	{8, 9, 11, 13}, {7, 9, 11, 12}, {7, 9, 10, 12}, {7, 8, 10, 11},
	{6, 8, 9, 11}, {6, 7, 9, 10}, {6, 7, 8, 9}, {2, 2, 2, 2},
}
