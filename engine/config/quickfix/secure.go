package quickfix

import (
	"net"
	"strings"
)

// secure takes over TLS.
func (c *converter) secure() {
	key, cert := c.has("SocketPrivateKeyFile"), c.has("SocketCertificateFile")
	for _, k := range []string{"SocketPrivateKeyBytes", "SocketCertificateBytes", "SocketCABytes"} {
		if c.has(k) {
			c.note(k, "write the PEM to a file and name it: TLS: {CertFile: …, KeyFile: …, CAFile: …}")
		}
	}
	ssl := c.yes("SocketUseSSL", c.yes("SSLEnable", false))
	if !ssl && !key && !cert {
		c.rest("has no effect without SocketUseSSL or a certificate", "SocketCAFile", "SocketServerName",
			"SocketInsecureSkipVerify", "SocketMinimumTLSVersion")
		return
	}
	if ssl {
		c.set("TLS.Enabled", "true", "SocketUseSSL", "SSLEnable")
	}
	c.copy("SocketCertificateFile", "TLS.CertFile")
	c.copy("SocketPrivateKeyFile", "TLS.KeyFile")
	c.copy("SocketCAFile", "TLS.CAFile")
	if c.initiator() {
		c.copy("SocketServerName", "TLS.ServerName")
		c.flag("SocketInsecureSkipVerify", "TLS.InsecureSkipVerify")
	} else {
		c.rest("is for initiators", "SocketServerName", "SocketInsecureSkipVerify")
		if !ssl && !c.has("SocketCAFile") {
			c.note("SocketCertificateFile", "quickfix-go asks clients for certificates signed by a root of the system; "+
				"affix asks for none without CAFile")
		}
	}
	versions := map[string]string{"TLS10": "'1.0'", "TLS11": "'1.1'", "TLS12": "'1.2'", "TLS13": "'1.3'"}
	switch v := strings.ToUpper(c.get("SocketMinimumTLSVersion")); {
	case v == "":
	case v == "SSL30":
		c.note("SocketMinimumTLSVersion", "nobody speaks SSL 3.0 any more: 1.2 is the default")
	case versions[v] == "":
		c.bad("SocketMinimumTLSVersion", "%q is none of TLS10, TLS11, TLS12", v)
	default:
		c.set("TLS.MinVersion", versions[v], "SocketMinimumTLSVersion")
	}
}

// proxy takes over the way to the peer.
func (c *converter) proxy() {
	kind := strings.ToLower(c.get("ProxyType"))
	types := map[string]string{"socks": "socks5", "http": "http-connect"}
	switch {
	case kind == "":
		c.rest("has no effect without ProxyType", "ProxyHost", "ProxyPort", "ProxyUser", "ProxyPassword")
		return
	case types[kind] == "":
		c.bad("ProxyType", "%q is neither socks nor http", kind)
		return
	}
	c.set("Proxy.Type", types[kind], "ProxyType")
	c.set("Proxy.Address", quote(net.JoinHostPort(c.get("ProxyHost"), c.get("ProxyPort"))), "ProxyHost", "ProxyPort")
	c.copy("ProxyUser", "Proxy.User")
	c.copy("ProxyPassword", "Proxy.Password")
	if c.has("ProxyPassword") {
		c.note("ProxyPassword", "take the password out of the file: Password: {env: PROXY_PASSWORD}")
	}
}

// logon takes over credentials, which the other engines have in their settings.
func (c *converter) logon() {
	c.copy("Username", "Username")
	c.copy("Password", "Password")
	if c.has("Password") {
		c.note("Password", "take the password out of the file: Password: {env: FIX_PASSWORD}")
	}
}
