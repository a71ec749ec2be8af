package runtime

// secretTags are the fields whose values are credentials or may hold some.
var secretTags = [...]int{
	95,   // RawDataLength: how long a password in 96 is
	96,   // RawData
	553,  // Username
	554,  // Password
	925,  // NewPassword
	1400, // EncryptedPasswordMethod
	1401, // EncryptedPasswordLen
	1402, // EncryptedPassword
	1403, // EncryptedNewPasswordLen
	1404, // EncryptedNewPassword
}

// Secret reports whether the values of a tag must never be shown in logs and
// errors: user names, passwords, and RawData (96), in which FIX up to 4.4
// sends them with a Logon.
func Secret(tag int) bool {
	for _, t := range secretTags {
		if t == tag {
			return true
		}
	}
	return false
}
