// Package crashtest has two engines trade over loopback, each in a process of its
// own, while one after the other is killed. It is a test alone.
package crashtest
