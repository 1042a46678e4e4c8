import { Announce } from '../../contracts/communications/announcements.ts'
import { SubscribeByEmail } from '../../contracts/communications/subscriptions.ts'
import { CreateIncidentRule } from '../../contracts/flags/flag-leases.ts'
import { CreateFlag } from '../../contracts/flags/flags.ts'
import {
  AssignIncident,
  LinkIncident,
  MergeIncident,
  SetIncidentRole,
} from '../../contracts/incidents/incident-collaboration.ts'
import { AddTimelineEntry, CreateIncident, SetIncidentStatus } from '../../contracts/incidents/incidents.ts'
import { CreateMaintenance } from '../../contracts/incidents/maintenance.ts'
import { SubmitReport } from '../../contracts/reports.ts'
import type { Operation } from '../../kit/service/operation.ts'

/** By the name of an operation: a body that it takes, so that nothing but who asks, or about what, stands in the way. */
const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }
const [starts_at, ends_at] = ['2100-01-01T00:00:00.000Z', '2100-01-02T00:00:00.000Z']

export const fittingBodies: Readonly<Record<string, unknown>> = {
  CreateFlag: { key: 'mine', definition },
  UpdateFlag: { description: 'Mine.' },
  PutSegment: { rule: true },
  ImportFlags: { flags: { mine: definition } },
  UpdateAdminFlag: definition,
  ScheduleFlagChange: { at: starts_at, change: { state: 'DISABLED' } },
  StartRamp: { variant: 'off', steps: [{ percent: 100, for_s: 1 }] },
  SteerRamp: { order: 'roll_back' },
  CreateIncidentRule: { key: 'mine', variant: 'off' },
  UpdateIncidentRule: { enabled: false },
  RevertFlagChange: { anyway: true },
  DecideChangeRequest: { decision: 'reject' },
  UpdateFlagProject: { title: 'Mine' },
  PutFlagEnvironment: { title: 'Mine' },
  PutFlagMember: { role: 'owner' },
  EvaluateFlag: { context: { targetingKey: 'ada' } },
  EvaluateFlagIn: { context: { targetingKey: 'ada' } },
  EvaluateFlagsIn: { context: { targetingKey: 'ada' } },
  ExplainFlag: { context: { targetingKey: 'ada' } },
  UpdateUser: { name: 'Mine' },
  UpdateComponent: { name: 'Mine' },
  UpdateCheck: { name: 'Mine', kind: 'heartbeat', every: '24h' },
  ReplaceSource: { name: 'mine', kind: 'push' },
  ReplaceChart: { name: 'mine', series: 'mine' },
  PushPoints: [],
  UpdateMaintenance: { title: 'Mine', starts_at, ends_at },
  AssignIncident: { user_id: null },
  SetIncidentRole: { role: 'commander', user_id: null },
  LinkIncident: { to: 'INC-1' },
  MergeIncident: { into: 'INC-1' },
  SavePostmortem: { body: 'Mine.' },
  SetIncidentStatus: { status: 'identified', message: 'Mine.' },
  AddTimelineEntry: { message: 'Mine.' },
  ChangeBanner: { ends_at: null },
  ModerateReportComment: { state: 'refused' },
  CallFunction: {},
  ScaleFunction: { replicas: 1 },
  RemoveDeployment: { functionName: 'mine' },
  InvokeFunction: {},
  CreateEdgeClientKey: {},
  SendReportForm: {},
  SendReportFormInEnglish: {},
  SendReportFormInFrench: {},
}

type Naming = readonly [operation: Operation, bodyWith: (id: string) => unknown]

/** Orders whose body names something else: a person, an incident, a component, a flag. */
export function namingBodies(): readonly Naming[] {
  const announced = { title: 'Mine', message: 'Mine.', state: 'info' }
  const report = { category: 'down' }
  return [
    [AssignIncident, user_id => ({ user_id })],
    [SetIncidentRole, user_id => ({ role: 'commander', user_id })],
    [LinkIncident, to => ({ to })],
    [MergeIncident, into => ({ into })],
    [SetIncidentStatus, id => ({ status: 'identified', message: 'Mine.', components: [id] })],
    [AddTimelineEntry, id => ({ message: 'Mine.', components: [id] })],
    [CreateIncident, id => ({ title: 'Mine', impact: 'minor', components: [id] })],
    [CreateMaintenance, id => ({ title: 'Mine', starts_at, ends_at, components: [id] })],
    [Announce, incident_id => ({ ...announced, incident_id })],
    [Announce, component => ({ ...announced, component })],
    [SubscribeByEmail, id => ({ email: 'mine@example.test', components: [id] })],
    [SubmitReport, component => ({ ...report, component })],
    [CreateIncidentRule, key => ({ key, variant: 'off' })],
    [CreateFlag, flag => ({ key: 'mine', definition, prerequisites: [{ flag, variants: ['on'] }] })],
  ]
}
