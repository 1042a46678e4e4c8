/** What is wrong with a setting of a check, said behind its name. */
export const settings = {
  'setting.host-port': 'must not have a port; write it in port',
  'setting.ip-version-host': 'is {given}, but host is an address of version {version}',
  'setting.ip-version-url': 'is {given}, but the address in url is of version {version}',
  'setting.server': '"{server}" is no host or host:port, such as 192.0.2.1:53',
  'setting.url': '"{url}" is not a URL',
  'setting.https': 'needs an https URL',
  'setting.user-in-url': 'put the user and the password in username and password, where they stay secret',
  'setting.username-missing': 'is needed beside password',
  'setting.two-credentials': 'cannot stand beside username and password',
  'setting.head-keyword': 'is HEAD, whose answer has no body to look for a keyword in',
  'setting.header-name': 'is not the name of a header',
  'setting.header-value': 'has a character that headers cannot carry',
  'setting.header-reserved': 'is set by every check itself; remove it',
  'setting.header-credentials': 'stands beside bearer_token or username; keep one',
} as const
