/** The pages of the guide in the order of its menu; each is a file in `en/` and in `fr/`. README is the first page. */
export const guidePages = [
  'README',
  'configuration',
  'reverse-proxy',
  'checks',
  'alerts',
  'incidents',
  'status-page',
  'reports',
  'providers',
  'measure',
  'devices',
  'functions',
  'flags',
  'users',
  'api',
  'backup',
  'upgrade',
  'scaling',
  'troubleshooting',
] as const

/** Drawn from the code, in English alone. */
export const referencePages = ['configuration', 'access', 'errors', 'events'] as const

export const guideLanguages = ['en', 'fr'] as const
export type GuideLanguage = (typeof guideLanguages)[number]
