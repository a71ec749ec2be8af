package quickfix

import "strings"

// store takes over where numbers and messages are kept.
func (c *converter) store() {
	driver := strings.ToLower(c.get("SQLStoreDriver"))
	switch {
	case c.has("FileStorePath"):
		c.set("Store.Kind", "file", "FileStorePath")
		c.set("Store.Dir", quote(c.get("FileStorePath")), "FileStorePath")
		c.note("FileStorePath", "the files of affix are others: numbers begin at 1 unless they are set, "+
			"affix store set -session ID -in N -out N DIR")
		if c.has("FileStoreSync") && !c.yes("FileStoreSync", true) {
			c.set("Store.File.Durability", "async", "FileStoreSync")
		}
	case driver == "postgres" || driver == "pgx" || c.has("PostgreSQLStoreDatabase"):
		c.postgres()
	default:
		if !c.has("SQLStoreDriver") && !c.has("MongoStoreConnection") {
			c.note("", "no store is named: QuickFIX takes that of the code; for one that lasts, write Store: {Kind: file, Dir: /var/lib/fix}")
		}
		c.set("Store.Kind", "memory")
		if c.has("SQLStoreDriver") {
			c.note("SQLStoreDriver", "there is no store for %s: affix has file and postgres; until you choose, nothing outlasts the process", driver)
		}
	}
}

func (c *converter) postgres() {
	c.set("Store.Kind", "postgres", "SQLStoreDriver", "PostgreSQLStoreDatabase")
	c.set("Store.Postgres.Migrate", "true", "SQLStoreDriver", "PostgreSQLStoreDatabase")
	switch {
	case c.has("SQLStoreDataSourceName"):
		c.set("Store.Postgres.DSN", quote(c.get("SQLStoreDataSourceName")), "SQLStoreDataSourceName")
		if strings.Contains(c.get("SQLStoreDataSourceName"), "pass") || strings.Contains(c.get("SQLStoreDataSourceName"), "@") {
			c.note("SQLStoreDataSourceName", "take the password out of the file: DSN: {env: FIX_DSN}")
		}
	case c.has("PostgreSQLStoreDatabase"):
		var parts []string
		for _, p := range [][2]string{{"host", "Host"}, {"port", "Port"}, {"user", "User"}, {"password", "Password"}, {"dbname", "Database"}} {
			if text := c.get("PostgreSQLStore" + p[1]); text != "" {
				parts = append(parts, p[0]+"="+text)
			}
		}
		c.set("Store.Postgres.DSN", quote(strings.Join(parts, " ")), "PostgreSQLStoreDatabase", "PostgreSQLStoreHost",
			"PostgreSQLStorePort", "PostgreSQLStoreUser", "PostgreSQLStorePassword")
	default:
		c.bad("SQLStoreDriver", "SQLStoreDataSourceName is missing")
	}
	if c.has("SQLStoreConnMaxLifetime") {
		c.note("SQLStoreConnMaxLifetime", "is an option of the DSN: pool_max_conn_lifetime=%s", c.get("SQLStoreConnMaxLifetime"))
	}
}

// messageLog takes over where messages are logged.
func (c *converter) messageLog() {
	if c.has("FileLogPath") {
		c.set("MessageLog.Dir", quote(c.get("FileLogPath")), "FileLogPath")
	}
}
