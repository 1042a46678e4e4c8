/** What the rules of the services say of the configuration, and what they expect in it. */
export const configuration = {
  'configuration.reference': '"{reference}" is neither host:port nor a URL',
  'configuration.name-twice': '"{name}" is used twice; names must differ',
  'configuration.name-alike': '"{name}" reads the same as "{other}" in an address ({slug}); names must differ',
  'configuration.name-own': '"{name}" reads the same as the lookout itself in an address ({slug}); names must differ',
  'configuration.name-watched':
    '"{name}" is already watched by a check that was made over the API; delete that one, or rename this',
  'configuration.token-twice': 'is also the token of "{owner}"',
  'configuration.slow':
    'an outage of a target that hangs is reported after up to {slowest} s (interval {interval} s + timeout {timeout} s + 4 s)',

  'configuration.channel-name': 'is already the name of {other}',
  'configuration.no-group': 'is not for a {kind}, which is told each thing on its own',
  'configuration.no-quiet-hours': 'are not for a {kind}, which is not read by people',
  'configuration.same-time': 'must be another time than from',
  'configuration.cannot-send': 'cannot send: {reason}',
  'configuration.no-component': '"{name}" is no component of this file',
  'configuration.no-such-group': '"{name}" is no group of this file',
  'configuration.slack-channel': 'is missing; it must be a channel such as "#alerts"',
  'configuration.smtp': 'needs both username and password, or neither',
  'configuration.no-channel': '"{name}" is no channel',

  'configuration.session-idle': 'is longer than "lifetime"',
  'configuration.admin-password': 'needs "admin_password" beside it',
  'configuration.oidc-url': 'needs "public_url", to which the provider sends people back',
  'configuration.oidc-https': 'must be https: who listens could sign in as anybody',

  'configuration.provider-unknown': 'names "{id}", which is not among the providers',
  'configuration.provider-there': '"{id}" is followed already through the API; delete it there first',

  'configuration.made-by-api': '"{name}" was made through the API already; delete it there first',
  'configuration.name-there': 'another one is called "{name}"',
  'configuration.edge-key': '"{name}" has a key that is given already',
  'configuration.no-time-zone': '"{name}" is no time zone',
  'configuration.no-limit': 'needs max, min or both',
  'configuration.limits': 'is more than max',

  'expects.matrix-room': 'the id of a room, such as !abc:example.org',
  'expects.topic': 'letters, digits, - and _, at most 64',
  'expects.phone': 'a number such as +33612345678',
  'expects.ascii-line': 'text in ASCII, on one line',
  'expects.email': 'an e-mail address such as ops@example.com',
  'expects.web-url': 'an http or https URL',
  'expects.time-of-day': 'a time such as 22:00',
} as const
