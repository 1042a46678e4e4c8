import type { ComponentType } from 'react'
import type { Role } from '../contracts/access.ts'
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
  /** Its own chunk, fetched when somebody goes there. */
  readonly load: () => Promise<ComponentType>
}

/** Every page of the console. A page is one folder below `routes/` and one line here; the order is that of the navigation. */
export const pages: readonly PageEntry[] = [
  {
    path: '/',
    name: 'overview',
    icon: 'overview',
    role: 'viewer',
    group: 'now',
    load: () => import('./routes/overview/overview-page.tsx').then(m => m.OverviewPage),
  },
  {
    path: '/incidents',
    name: 'incidents',
    icon: 'incident',
    role: 'viewer',
    group: 'now',
    load: () => import('./routes/incidents/incidents-page.tsx').then(m => m.IncidentsPage),
  },
  {
    path: '/incidents/$number',
    name: 'incident',
    icon: 'incident',
    role: 'viewer',
    group: null,
    load: () => import('./routes/incidents/detail/incident-page.tsx').then(m => m.IncidentPage),
  },
  {
    path: '/checks/new',
    name: 'newCheck',
    icon: 'plus',
    role: 'admin',
    group: null,
    load: () => import('./routes/checks/new-check-page.tsx').then(m => m.NewCheckPage),
  },
  {
    path: '/components',
    name: 'components',
    icon: 'check',
    role: 'viewer',
    group: 'watch',
    load: () => import('./routes/components/components-page.tsx').then(m => m.ComponentsPage),
  },
  {
    path: '/checks/$id',
    name: 'check',
    icon: 'check',
    role: 'viewer',
    group: null,
    load: () => import('./routes/checks/check-page.tsx').then(m => m.CheckPage),
  },
  {
    path: '/checks/$id/edit',
    name: 'editCheck',
    icon: 'edit',
    role: 'admin',
    group: null,
    load: () => import('./routes/checks/edit-check-page.tsx').then(m => m.EditCheckPage),
  },
  {
    path: '/providers',
    name: 'providers',
    icon: 'cloud',
    role: 'viewer',
    group: 'watch',
    load: () => import('./routes/providers/providers-page.tsx').then(m => m.ProvidersPage),
  },
  {
    path: '/announcements',
    name: 'announcements',
    icon: 'megaphone',
    role: 'viewer',
    group: 'tell',
    load: () => import('./routes/announcements/announcements-page.tsx').then(m => m.AnnouncementsPage),
  },
  {
    path: '/announcements/new',
    name: 'newAnnouncement',
    icon: 'plus',
    role: 'responder',
    group: null,
    load: () => import('./routes/announcements/new-announcement-page.tsx').then(m => m.NewAnnouncementPage),
  },
  {
    path: '/maintenance',
    name: 'maintenance',
    icon: 'calendar',
    role: 'viewer',
    group: 'tell',
    load: () => import('./routes/maintenance/maintenance-page.tsx').then(m => m.MaintenancePage),
  },
  {
    path: '/subscribers',
    name: 'subscribers',
    icon: 'people',
    role: 'admin',
    group: 'tell',
    load: () => import('./routes/subscribers/subscribers-page.tsx').then(m => m.SubscribersPage),
  },
  {
    path: '/contact',
    name: 'contact',
    icon: 'report',
    role: 'responder',
    group: 'tell',
    load: () => import('./routes/contact/contact-page.tsx').then(m => m.ContactPage),
  },
  {
    path: '/channels',
    name: 'channels',
    icon: 'bell',
    role: 'viewer',
    group: 'tell',
    load: () => import('./routes/channels/channels-page.tsx').then(m => m.ChannelsPage),
  },
  {
    path: '/webhooks',
    name: 'webhooks',
    icon: 'function',
    role: 'viewer',
    group: 'tell',
    load: () => import('./routes/webhooks/webhooks-page.tsx').then(m => m.WebhooksPage),
  },
  {
    path: '/deliveries',
    name: 'deliveries',
    icon: 'send',
    role: 'viewer',
    group: 'tell',
    load: () => import('./routes/deliveries/deliveries-page.tsx').then(m => m.DeliveriesPage),
  },
  {
    path: '/reports',
    name: 'reports',
    icon: 'report',
    role: 'viewer',
    group: 'watch',
    load: () => import('./routes/reports/reports-page.tsx').then(m => m.ReportsPage),
  },
  {
    path: '/flags',
    name: 'flags',
    icon: 'flag',
    role: 'viewer',
    group: 'act',
    load: () => import('./routes/flags/flags-page.tsx').then(m => m.FlagsPage),
  },
  {
    path: '/flags/$key',
    name: 'flag',
    icon: 'flag',
    role: 'viewer',
    group: null,
    load: () => import('./routes/flags/flag-page.tsx').then(m => m.FlagPage),
  },
  {
    path: '/projects',
    name: 'projects',
    icon: 'component',
    role: 'viewer',
    group: 'act',
    load: () => import('./routes/projects/projects-page.tsx').then(m => m.ProjectsPage),
  },
  {
    path: '/projects/$project',
    name: 'project',
    icon: 'component',
    role: 'viewer',
    group: null,
    load: () => import('./routes/projects/project-page.tsx').then(m => m.ProjectPage),
  },
  {
    path: '/users',
    name: 'users',
    icon: 'people',
    role: 'admin',
    group: 'manage',
    load: () => import('./routes/users/users-page.tsx').then(m => m.UsersPage),
  },
  {
    path: '/keys',
    name: 'keys',
    icon: 'key',
    role: 'admin',
    group: 'manage',
    load: () => import('./routes/keys/keys-page.tsx').then(m => m.KeysPage),
  },
  {
    path: '/audit',
    name: 'audit',
    icon: 'book',
    role: 'admin',
    group: 'manage',
    load: () => import('./routes/audit/audit-page.tsx').then(m => m.AuditPage),
  },
  {
    path: '/import',
    name: 'import',
    icon: 'import',
    role: 'admin',
    group: 'manage',
    load: () => import('./routes/import/import-page.tsx').then(m => m.ImportPage),
  },
  {
    path: '/settings',
    name: 'settings',
    icon: 'settings',
    role: 'admin',
    group: 'manage',
    load: () => import('./routes/settings/settings-page.tsx').then(m => m.SettingsPage),
  },
  {
    path: '/profile',
    name: 'profile',
    icon: 'person',
    role: 'viewer',
    group: null,
    load: () => import('./routes/profile/profile-page.tsx').then(m => m.ProfilePage),
  },
]
