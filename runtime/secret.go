package runtime

// secret reports whether the values of a tag must never be shown: RawData
// (96), Username (553), Password (554), NewPassword (925) and the encrypted
// passwords (1402, 1404).
func secret(tag int) bool {
	switch tag {
	case 96, 553, 554, 925, 1402, 1404:
		return true
	}
	return false
}
