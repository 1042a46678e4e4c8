/** What the monitor says of a check, and of itself, in one sentence. */
export const monitor = {
  'monitor.down': '{name} is down: {reason}',
  'monitor.degraded': '{name} is degraded: {reason}',
  'monitor.unknown': '{name} cannot be seen: {reason}',
  'monitor.up': '{name} is up',
  'monitor.flapping': '{name} goes up and down too often',
  'monitor.offline': 'Vigie has no connection: no service answers, and {reason}',
  'monitor.online': 'Vigie has a connection again',
  'monitor.not-storing': 'Vigie cannot store results: {reason}',
  'monitor.storing': 'Vigie stores results again',
  'monitor.disk-low': 'Vigie will soon be unable to store anything: {reason}',
  'monitor.disk-free': 'Vigie has room on its disk again',
} as const
