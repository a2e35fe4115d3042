"""Addresses that a webhook must never lead to, each with the port that is watched."""

PRIVATE = ("10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.254")
LOOPBACK = ("127.0.0.1", "127.1.2.3", "127.255.255.254", "localhost", "LOCALHOST", "[::1]", "0.0.0.0", "[::]")  # noqa: S104
OTHER_FORMS = (
    *("2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1", "0", "0x0"),
    *("3232235521", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "0300.0250.0.1", "0xa.0.0.1"),
)
LINK_LOCAL_AND_METADATA = (
    *("169.254.169.254", "169.254.170.2", "169.254.0.1", "168.63.129.16", "100.100.100.200", "192.0.0.192"),
    *("[fe80::1]", "[fd00:ec2::254]"),
)
CARRIER_GRADE_NAT = ("100.64.0.1", "100.127.255.254")
IPV4_WITHIN_IPV6 = (
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[::ffff:10.0.0.1]"),
    *("[::ffff:169.254.169.254]", "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::7f00:1]"),
    *("[2002:7f00:1::]", "[2002:a00:1::1]", "[2002:a9fe:a9fe::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]"),
    "[2001:db8::5efe:7f00:1]",
)
NOT_OF_THE_INTERNET = (
    *("[fc00::1]", "[fd12:3456:789a::1]", "[fec0::1]", "[ff02::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]"),
    *("[2001:2::1]", "[5f00::1]", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "0.0.0.1"),
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1"),
)
HOSTS = (
    *PRIVATE,
    *LOOPBACK,
    *OTHER_FORMS,
    *LINK_LOCAL_AND_METADATA,
    *CARRIER_GRADE_NAT,
    *IPV4_WITHIN_IPV6,
    *NOT_OF_THE_INTERNET,
)

# Where two readers of an address might read two different hosts; and other ways than https.
TRICKS = (
    "https://example.org@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}@example.org/",
    "https://user:password@127.0.0.1:{port}/",
    "https://example.org:443@127.0.0.1:{port}/",
    "https://example.org%40127.0.0.1:{port}/",
    "https://example.org\\@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}\\@example.org/",
    "https://127.0.0.1:{port}#@example.org/",
    "https://127.0.0.1:{port}?@example.org/",
    "https://127.0.0.1%00.example.org:{port}/",
    "https://127.0.0.1\t:{port}/",
    "https://127.0.0.1:{port}\r\nHost: example.org",
    " https://127.0.0.1:{port}/",
    "https:/127.0.0.1:{port}/",
    "https:///127.0.0.1:{port}/",
    "https:127.0.0.1:{port}/",
    "https://①②⑦.⓪.⓪.①:{port}/",
    "https://127。0。0。1:{port}/",
    "https://%31%32%37.0.0.1:{port}/",
    "https://[::1%25lo]:{port}/",
    "https://[fe80::1%25lo]:{port}/",
    "https://127.0.0.1:0{port}/",
    "https://127.0.0.1:99999/",
    "http://127.0.0.1:{port}/",
    "HTTPS://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET",
    "dict://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "unix:/var/run/docker.sock",
    "https://two..dots.example:{port}/",
    f"https://{'x' * 64}.example:{{port}}/",
)
TARGETS = (*(f"https://{host}:{{port}}/latest/meta-data" for host in HOSTS), *TRICKS)

PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:400f:80b::200e")
