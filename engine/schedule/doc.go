// Package schedule says when a FIX session is up: when to connect, log on, log
// out and disconnect, and when the sequence numbers return to 1.
//
// A [Schedule] is a list of windows, each in a time zone of its own, and of
// resets. Compile checks it and makes a [Calendar], which answers for any
// moment: [Calendar.At] whether the session is to be up, and
// [Calendar.NextTransition] when that changes.
//
//	cal, err := schedule.Schedule{
//		Zone: "America/New_York",
//		Windows: []schedule.Window{{
//			Days:  []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday},
//			Start: schedule.Daily(17, 5, 0),
//			End:   schedule.Daily(17, 0, 0), // of the next day
//		}},
//	}.Compile()
//
// # Clock changes
//
// All times are civil times of their zone: what a clock on its wall shows. A
// session that opens at 17:00 does so in summer and in winter. On the days on
// which clocks are changed:
//
//  1. A time that is left out, such as 02:30 when 02:00 becomes 03:00, is taken
//     for the first moment behind it, 03:00.
//  2. Of a time that comes twice, Connect, Start and resets take the first, End
//     and Disconnect the last.
//  3. A window that 1 leaves without any length does not open on that day.
//  4. Where a window would open before the one in front of it is over, because
//     of 2 or because they are in different zones, the one in front ends at
//     that moment.
//
// # Time zones
//
// Zones are IANA names such as "Europe/London". The package brings no zone data
// along: it is that of the system, or that of the program if it imports
// time/tzdata, which adds about 450 KB:
//
//	import _ "time/tzdata"
//
// Compile says so when there is none, as on a container image made from
// scratch. Rules change: keep the data of long-lived hosts up to date.
//
// The package has no clock. Time comes in with the call.
package schedule
