package schedule

import "time"

// LoadZone finds a zone by a function in place of time.LoadLocation.
func LoadZone(load func(string) (*time.Location, error), name string) (*time.Location, string) {
	return loader(load).zone(name)
}
