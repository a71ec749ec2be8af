package schedule_test

import (
	"fmt"
	"time"

	"github.com/affixgo/affix/engine/schedule"
)

func Example() {
	cal, err := schedule.Schedule{
		Zone: "America/New_York",
		Windows: []schedule.Window{{
			Days:  []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday},
			Start: schedule.Daily(17, 5, 0),
			End:   schedule.Daily(17, 0, 0),
		}},
	}.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	// Clocks go forward on Sunday, 8 March 2026.
	for when, what := range cal.Transitions(
		time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)) {
		fmt.Println(when.Format("Mon 15:04 MST"), when.UTC().Format("15:04"), what)
	}
	// Output:
	// Fri 17:00 EST 22:00 logout, disconnect
	// Sun 17:05 EDT 21:05 connect, logon
	// Mon 17:00 EDT 21:00 logout, disconnect
	// Mon 17:05 EDT 21:05 connect, logon
}

func ExampleSchedule_Validate() {
	err := schedule.Schedule{
		Zone: "America/NewYork",
		Windows: []schedule.Window{
			{Start: schedule.Daily(8, 0, 0), End: schedule.Daily(25, 0, 0)},
			{Start: schedule.Weekly(time.Sunday, 17, 0, 0)},
		},
	}.Validate()
	fmt.Println(err)
	// Output:
	// schedule: Zone: unknown time zone "America/NewYork": did you mean "America/New_York"?
	// schedule: Windows[0].End: there is no time 25:00:00: hours go from 0 to 23, minutes and seconds from 0 to 59
	// schedule: Windows[1].End: is missing: give a time such as "17:00" or "Sunday 17:00"
}
