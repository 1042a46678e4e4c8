import { Announce } from '../../contracts/communications/announcements.ts'
import { ListContactMessages, SendContactMessage } from '../../contracts/communications/contact.ts'
import { CreateWebhook } from '../../contracts/communications/webhooks.ts'
import * as governance from '../../contracts/flags/flag-governance.ts'
import * as leases from '../../contracts/flags/flag-leases.ts'
import * as rollouts from '../../contracts/flags/flag-rollouts.ts'
import { CreateFlag, PutSegment, ToggleFlag } from '../../contracts/flags/flags.ts'
import { CreateApiKey } from '../../contracts/identity/identity.ts'
import { CreateComponent, CreateIncident } from '../../contracts/incidents/incidents.ts'
import { CreateMaintenance } from '../../contracts/incidents/maintenance.ts'
import { CreateCheck } from '../../contracts/monitor/monitor.ts'
import { CreateProvider } from '../../contracts/providers.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { TestHost } from '../../kit/testing/host.ts'

/** By the name of the path segment before its parameter: what stands in its place. */
export type Things = Readonly<Record<string, string>>

const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } as const
const day = 86_400_000

/** One thing of each kind that belongs to a project of flags. */
export async function thingsOfProject({ call, until }: TestHost, project: string, user_id: string): Promise<Things> {
  await call(governance.CreateFlagProject, { body: { name: project } })
  const query = { project }
  const guarded = { project, environment: 'guarded' }
  const flag = `ui-${project}`
  for (const key of [flag, `slow-${project}`]) await call(CreateFlag, { query, body: { key, definition } })
  await call(PutSegment, { params: { key: `staff-${project}` }, query, body: { rule: true } })
  const at = iso(Date.now() + day)
  const plan = { params: { key: flag }, query, body: { at, change: { state: 'DISABLED' as const } } }
  const schedule = await call(rollouts.ScheduleFlagChange, plan)
  const body = { variant: 'off', steps: [{ percent: 1, for_s: 86_400 }] }
  const ramp = await call(rollouts.StartRamp, { params: { key: `slow-${project}` }, query, body })
  const component = `door-${project}`
  const rule = await call(leases.CreateIncidentRule, { query, body: { key: flag, variant: 'off', component } })
  await call(CreateComponent, { body: { name: component } })
  await call(CreateIncident, { body: { title: project, impact: 'critical', components: [component] } })
  const taken = async () => (await call(leases.ListLeases, { query })).items
  await until('the flag is forced', async () => (await taken()).length === 1)
  await call(governance.PutFlagEnvironment, { params: guarded, body: { approval: true } })
  await call(CreateFlag, { query: { ...guarded, break_glass: 'to begin with' }, body: { key: flag, definition } })
  await call(ToggleFlag, { params: { key: flag }, query: guarded })
  await call(governance.PutFlagMember, { params: { project, user_id }, body: { role: 'editor' } })
  const [request] = (await call(governance.ListChangeRequests, { query: guarded })).items
  const [change] = (await call(governance.ListFlagChanges, { query: { project, key: flag } })).items
  const [lease] = await taken()
  return {
    ...{ definitions: flag, segments: `staff-${project}`, projects: project, environments: 'guarded' },
    ...{ members: user_id, schedules: schedule.id, ramps: ramp.id, 'incident-rules': rule.id },
    ...{ requests: request?.id ?? '', changes: change?.id ?? '', leases: lease?.id ?? '', components: component },
  }
}

/** One thing of each kind that belongs to everybody. */
export async function thingsOfAll({ call }: TestHost): Promise<Things> {
  const wanted = { name: 'Nightly backup', kind: 'heartbeat', every: '24h' }
  const check = await call(CreateCheck, { body: wanted })
  const incident = await call(CreateIncident, { body: { title: 'Nobody answers', impact: 'minor' } })
  const [starts_at, ends_at] = [iso(Date.now() + day), iso(Date.now() + 2 * day)]
  const maintenance = await call(CreateMaintenance, { body: { title: 'New disks', starts_at, ends_at } })
  const banner = await call(Announce, { body: { title: 'News', message: 'Good.', state: 'info', banner: true } })
  const webhook = await call(CreateWebhook, { body: { url: 'https://hooks.example.test/x' } })
  const provider = { id: 'acme', kind: 'statuspage', url: 'https://status.acme.test' }
  await call(CreateProvider, { body: provider })
  const key = await call(CreateApiKey, { body: { name: 'another' } })
  await call(SendContactMessage, { body: { first_name: 'A', last_name: 'B', message: 'Hello?' } })
  const [message] = (await call(ListContactMessages, {})).items
  return {
    ...{ checks: check.id, incidents: incident.id, links: incident.id, maintenances: maintenance.id },
    ...{ banners: banner.id, webhooks: webhook.id, providers: provider.id, 'api-keys': key.id },
    ...{ contact: message?.id ?? '' },
  }
}
