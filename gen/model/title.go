package model

import "fmt"

// Title returns what to call the protocol of the application messages in
// prose: "FIX.4.4", but "FIX 5.0 SP2" where the BeginString is only that of the
// session.
func (d *Dictionary) Title() string {
	switch {
	case d.ApplVerID == "":
		return d.BeginString
	case d.Major == 0:
		return d.Name
	case d.ServicePack > 0:
		return fmt.Sprintf("FIX %d.%d SP%d", d.Major, d.Minor, d.ServicePack)
	default:
		return fmt.Sprintf("FIX %d.%d", d.Major, d.Minor)
	}
}
