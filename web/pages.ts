import type { ComponentType } from 'react'
import type { Role } from '../contracts/identity/access.ts'
import type { IconName } from './design/icon.tsx'
import type { NavigationWords } from './messages/navigation.ts'

export type PageEntry = {
  readonly path: string
  /** Its name in `web/messages/navigation.ts`. */
  readonly name: keyof NavigationWords['pages']
  readonly icon: IconName
  /** The least role that may open it; others are not offered it, and are told so if they come by its address. */
  readonly role: Role
  /** Where it stands in the navigation; null: reached from other pages. */
  readonly group: keyof NavigationWords['groups'] | null
  readonly load: () => Promise<ComponentType>
}

// Each page is its own chunk, fetched when somebody goes there.
const load = {
  overview: () => import('./routes/overview/overview-page.tsx').then(m => m.OverviewPage),
  incidents: () => import('./routes/incidents/incidents-page.tsx').then(m => m.IncidentsPage),
  incident: () => import('./routes/incidents/detail/incident-page.tsx').then(m => m.IncidentPage),
  newCheck: () => import('./routes/checks/new-check-page.tsx').then(m => m.NewCheckPage),
  components: () => import('./routes/components/components-page.tsx').then(m => m.ComponentsPage),
  check: () => import('./routes/checks/check-page.tsx').then(m => m.CheckPage),
  editCheck: () => import('./routes/checks/edit-check-page.tsx').then(m => m.EditCheckPage),
  providers: () => import('./routes/providers/providers-page.tsx').then(m => m.ProvidersPage),
  charts: () => import('./routes/charts/charts-page.tsx').then(m => m.ChartsPage),
  chart: () => import('./routes/charts/chart-page.tsx').then(m => m.ChartPage),
  sources: () => import('./routes/sources/sources-page.tsx').then(m => m.SourcesPage),
  newSource: () => import('./routes/sources/new-source-page.tsx').then(m => m.NewSourcePage),
  devices: () => import('./routes/devices/devices-page.tsx').then(m => m.DevicesPage),
  anomalies: () => import('./routes/anomalies/anomalies-page.tsx').then(m => m.AnomaliesPage),
  announcements: () => import('./routes/announcements/announcements-page.tsx').then(m => m.AnnouncementsPage),
  newAnnouncement: () => import('./routes/announcements/new-announcement-page.tsx').then(m => m.NewAnnouncementPage),
  maintenance: () => import('./routes/maintenance/maintenance-page.tsx').then(m => m.MaintenancePage),
  subscribers: () => import('./routes/subscribers/subscribers-page.tsx').then(m => m.SubscribersPage),
  contact: () => import('./routes/contact/contact-page.tsx').then(m => m.ContactPage),
  channels: () => import('./routes/channels/channels-page.tsx').then(m => m.ChannelsPage),
  webhooks: () => import('./routes/webhooks/webhooks-page.tsx').then(m => m.WebhooksPage),
  deliveries: () => import('./routes/deliveries/deliveries-page.tsx').then(m => m.DeliveriesPage),
  reports: () => import('./routes/reports/reports-page.tsx').then(m => m.ReportsPage),
  flags: () => import('./routes/flags/flags-page.tsx').then(m => m.FlagsPage),
  flag: () => import('./routes/flags/flag-page.tsx').then(m => m.FlagPage),
  functions: () => import('./routes/functions/functions-page.tsx').then(m => m.FunctionsPage),
  projects: () => import('./routes/projects/projects-page.tsx').then(m => m.ProjectsPage),
  project: () => import('./routes/projects/project-page.tsx').then(m => m.ProjectPage),
  users: () => import('./routes/users/users-page.tsx').then(m => m.UsersPage),
  keys: () => import('./routes/keys/keys-page.tsx').then(m => m.KeysPage),
  audit: () => import('./routes/audit/audit-page.tsx').then(m => m.AuditPage),
  import: () => import('./routes/import/import-page.tsx').then(m => m.ImportPage),
  settings: () => import('./routes/settings/settings-page.tsx').then(m => m.SettingsPage),
  help: () => import('./routes/help/help-page.tsx').then(m => m.HelpPage),
  profile: () => import('./routes/profile/profile-page.tsx').then(m => m.ProfilePage),
}

/** Every page of the console: a folder below `routes/`, its import above and its line here, in the order of the navigation. */
export const pages = [
  { path: '/', name: 'overview', icon: 'overview', role: 'viewer', group: 'now', load: load.overview },
  { path: '/incidents', name: 'incidents', icon: 'incident', role: 'viewer', group: 'now', load: load.incidents },
  { path: '/incidents/$number', name: 'incident', icon: 'incident', role: 'viewer', group: null, load: load.incident },
  { path: '/checks/new', name: 'newCheck', icon: 'plus', role: 'admin', group: null, load: load.newCheck },
  { path: '/components', name: 'components', icon: 'check', role: 'viewer', group: 'watch', load: load.components },
  { path: '/checks/$id', name: 'check', icon: 'check', role: 'viewer', group: null, load: load.check },
  { path: '/checks/$id/edit', name: 'editCheck', icon: 'edit', role: 'admin', group: null, load: load.editCheck },
  { path: '/providers', name: 'providers', icon: 'cloud', role: 'viewer', group: 'watch', load: load.providers },
  {
    path: '/announcements',
    name: 'announcements',
    icon: 'megaphone',
    role: 'viewer',
    group: 'tell',
    load: load.announcements,
  },
  {
    path: '/announcements/new',
    name: 'newAnnouncement',
    icon: 'plus',
    role: 'responder',
    group: null,
    load: load.newAnnouncement,
  },
  {
    path: '/maintenance',
    name: 'maintenance',
    icon: 'calendar',
    role: 'viewer',
    group: 'tell',
    load: load.maintenance,
  },
  { path: '/subscribers', name: 'subscribers', icon: 'people', role: 'admin', group: 'tell', load: load.subscribers },
  { path: '/contact', name: 'contact', icon: 'report', role: 'responder', group: 'tell', load: load.contact },
  { path: '/channels', name: 'channels', icon: 'bell', role: 'viewer', group: 'tell', load: load.channels },
  { path: '/webhooks', name: 'webhooks', icon: 'function', role: 'viewer', group: 'tell', load: load.webhooks },
  { path: '/deliveries', name: 'deliveries', icon: 'send', role: 'viewer', group: 'tell', load: load.deliveries },
  { path: '/reports', name: 'reports', icon: 'report', role: 'viewer', group: 'watch', load: load.reports },
  { path: '/charts', name: 'charts', icon: 'chart', role: 'viewer', group: 'measure', load: load.charts },
  { path: '/charts/$name', name: 'chart', icon: 'chart', role: 'viewer', group: null, load: load.chart },
  { path: '/sources', name: 'sources', icon: 'import', role: 'viewer', group: 'measure', load: load.sources },
  { path: '/sources/new', name: 'newSource', icon: 'plus', role: 'admin', group: null, load: load.newSource },
  { path: '/devices', name: 'devices', icon: 'device', role: 'viewer', group: 'measure', load: load.devices },
  { path: '/anomalies', name: 'anomalies', icon: 'slow', role: 'viewer', group: 'measure', load: load.anomalies },
  { path: '/flags', name: 'flags', icon: 'flag', role: 'viewer', group: 'act', load: load.flags },
  { path: '/flags/$key', name: 'flag', icon: 'flag', role: 'viewer', group: null, load: load.flag },
  { path: '/functions', name: 'functions', icon: 'function', role: 'viewer', group: 'act', load: load.functions },
  { path: '/projects', name: 'projects', icon: 'component', role: 'viewer', group: 'act', load: load.projects },
  { path: '/projects/$project', name: 'project', icon: 'component', role: 'viewer', group: null, load: load.project },
  { path: '/users', name: 'users', icon: 'people', role: 'admin', group: 'manage', load: load.users },
  { path: '/keys', name: 'keys', icon: 'key', role: 'admin', group: 'manage', load: load.keys },
  { path: '/audit', name: 'audit', icon: 'book', role: 'admin', group: 'manage', load: load.audit },
  { path: '/import', name: 'import', icon: 'import', role: 'admin', group: 'manage', load: load.import },
  { path: '/settings', name: 'settings', icon: 'settings', role: 'admin', group: 'manage', load: load.settings },
  { path: '/help', name: 'help', icon: 'book', role: 'viewer', group: null, load: load.help },
  { path: '/profile', name: 'profile', icon: 'person', role: 'viewer', group: null, load: load.profile },
] as const satisfies readonly PageEntry[]
