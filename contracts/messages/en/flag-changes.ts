/** Why a flag was changed, or a roll-out stopped, where no person said it. */
export const flagChanges = {
  'flag.break-glass': '{action}: {why}',
  'flag.approved': 'approved by {name}',
  'flag.planned': 'planned by {name}',
  'flag.trouble': '{component} is in trouble',
  'flag.leased': 'incident {number}, {impact}',
  'flag.leased-on': 'incident {number}, {impact} on {component}',
  'flag.touched': '{name} changed the flag',
  'flag.share': '{variant}: {percent}%',
  'flag.pause': 'pause by {name}',
  'flag.resume': 'resume by {name}',
  'flag.roll_back': 'roll_back by {name}',
  'flag.cancel': 'cancel by {name}',
} as const
