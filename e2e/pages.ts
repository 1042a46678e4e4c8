import type { Scene } from './scene.ts'

export const languages = ['fr', 'en'] as const
export type Language = (typeof languages)[number]

/** A page that is looked at in every language and look. A new page of the site or of the console is a line below. */
export type LookedAt = {
  readonly name: string
  readonly path: (scene: Scene, language: Language) => string
  /** Measured by Lighthouse, on a phone and on a desk. */
  readonly measured?: true
  /** Opened as an administrator. */
  readonly signedIn?: true
  /** Until this is there, the page is not there: a selector. */
  readonly ready?: string
}

const site = (name: string, path: string | ((scene: Scene) => string), measured?: true): LookedAt => ({
  name,
  path: (scene, language) => `/${language}${typeof path === 'string' ? path : path(scene)}`,
  ...(measured ? { measured } : {}),
})

/** The console speaks the language of the browser. */
const desk = (name: string, path: string | ((scene: Scene) => string), ready = 'main h1'): LookedAt => ({
  name: `console-${name}`,
  path: scene => `/console${typeof path === 'string' ? path : path(scene)}`,
  signedIn: true,
  ready,
})

/** A way in, for whoever is not signed in. */
const door = (name: string, path: string, ready = 'main form'): LookedAt => ({
  name: `console-${name}`,
  path: () => `/console${path}`,
  ready,
})

export const pages: readonly LookedAt[] = [
  site('status', '/', true),
  site('history', '/history', true),
  site('history-month', `/history/${new Date().toISOString().slice(0, 7)}`),
  site('incident', ({ incident }) => `/incidents/${incident}`, true),
  site('incident-resolved', ({ resolved }) => `/incidents/${resolved}`),
  site('reports', '/reports/paiement-par-carte', true),
  site('reports-sent', '/reports/paiement-par-carte/sent'),
  site('providers', '/providers'),
  site('charts', '/charts'),
  site('chart', '/charts/tawarano'),
  site('subscribe', '/subscribe'),
  site('subscribe-sent', '/subscribe/sent'),
  site('embed', '/embed'),
  site('embed-frame', '/embed/status'),
  site('contact', '/contact'),
  site('contact-sent', '/contact/sent'),
  site('not-found', '/nothing-here'),
  // Behind links of e-mails and messages; the language is that of the reader or of the browser.
  { name: 'confirm', path: ({ confirm }) => confirm },
  { name: 'unsubscribe', path: ({ unsubscribe }) => unsubscribe },
  { name: 'link-too-old', path: () => '/api/v1/acknowledgements/a-secret-of-a-message' },
  // At the root in the configured language: the address that people know.
  { name: 'root', path: () => '/', measured: true },
  door('set-up', '/setup'),
  door('sign-in', '/sign-in'),
  door('reset', '/reset'),
  door('new-password', '/reset#a-secret-of-an-e-mail'),
  door('invitation', '/invitation#a-secret-of-an-e-mail'),
  desk('not-found', '/nothing-here'),
  desk('overview', '/', 'main h2'),
  desk('incidents', '/incidents', 'main tbody tr'),
  desk('new-check', '/checks/new', 'main form'),
  desk('components', '/components', 'main tbody tr'),
  desk('check', '/checks/api', 'main figure canvas'),
  desk('check-down', '/checks/paiement-par-carte', 'main figure canvas'),
  desk('edit-check', '/checks/api/edit', 'main dl'),
  desk('providers', '/providers', 'main tbody tr'),
  desk('reports', '/reports', 'main figure canvas'),
  desk('incident', ({ incident }) => `/incidents/${incident}`, 'main ol li'),
  desk('evidence', ({ incident }) => `/incidents/${incident}?part=evidence`, 'main dl'),
  desk('postmortem', ({ incident }) => `/incidents/${incident}?part=postmortem`, 'main textarea'),
  desk('announcements', '/announcements', 'main article'),
  desk('new-announcement', '/announcements/new', 'main iframe'),
  desk('maintenance', '/maintenance', 'main section h2'),
  desk('maintenance-list', '/maintenance?view=list', 'main tbody tr'),
  desk('subscribers', '/subscribers', 'main section p, main tbody tr'),
  desk('contact', '/contact', 'main article, main section p'),
  desk('channels', '/channels', 'main li'),
  desk('webhooks', '/webhooks', 'main section p, main li'),
  desk('deliveries', '/deliveries', 'main section p, main tbody tr'),
  desk('charts', '/charts', 'main img'),
  desk('chart', '/charts/tawarano', 'main figure canvas'),
  desk('sources', '/sources', 'main tbody tr'),
  desk('new-source', '/sources/new', 'main form'),
  desk('devices', '/devices', 'main tbody tr'),
  desk('device', '/devices?device=atelier%2Ffour-1', 'dialog figure canvas'),
  desk('clients', '/devices?tab=clients', 'main tbody tr'),
  desk('anomalies', '/anomalies', 'main section p, main tbody tr'),
  desk('flags', '/flags', 'main tbody tr'),
  desk('flag', '/flags/paiement-en-3-fois', 'main form'),
  desk('flag-segments', '/flags?tab=segments', 'main ul li'),
  desk('flag-requests', '/flags?tab=requests&environment=preproduction', 'main ul dl'),
  desk('flag-waiting', '/flags/nouvelle-recherche?environment=preproduction', 'main form'),
  desk('flag-incidents', '/flags?tab=leases', 'main ul li'),
  desk('flag-rollouts', '/flags?tab=rollouts', 'main ul li'),
  desk('flag-history', '/flags?tab=history', 'main ol li'),
  desk('functions', '/functions', 'main tbody tr'),
  desk('runs', '/functions?tab=runs', 'main tbody tr'),
  desk('schedules', '/functions?tab=schedules', 'main tbody tr'),
  desk('files', '/functions?tab=files', 'main tbody tr'),
  desk('dead-letters', '/functions?tab=dead', 'main tbody tr'),
  desk('projects', '/projects', 'main tbody tr'),
  desk('project', '/projects/application-mobile', 'main ul li'),
  desk('users', '/users', 'main tbody tr'),
  desk('keys', '/keys', 'main section p, main tbody tr'),
  desk('audit', '/audit', 'main tbody tr'),
  desk('import', '/import', 'main select'),
  desk('settings', '/settings', 'main dl'),
  desk('profile', '/profile'),
  desk('help', '/help'),
]
