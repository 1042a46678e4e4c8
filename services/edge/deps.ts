import { ExportStateStore } from '../../kit/export/export-state.ts'
import type { Context } from '../../kit/service/service.ts'
import { Telemetry } from '../../kit/telemetry/telemetry.ts'
import { ClientKeys } from './clients/client-keys.ts'
import { ClientStore } from './clients/client-store.ts'
import { type EdgeConfig, type EdgeSettings, edgeSettings } from './config.ts'
import { DeviceStore } from './devices/device-store.ts'
import { Devices } from './devices/devices.ts'
import { CloudLink } from './forwarding/cloud-link.ts'
import { OwnCertificateStore } from './forwarding/own-certificate-store.ts'
import { LinkStore } from './links/link-store.ts'
import { LinksAuthority } from './links/links-authority.ts'
import { AnomalyStore } from './rules/anomaly-store.ts'
import { RuleRunner } from './rules/rule-runner.ts'
import { RuleStateStore } from './rules/rule-state-store.ts'

const dayMs = 86_400_000
const samplesKeptMs = 30 * dayMs
const rollupsKeptMs = 400 * dayMs

/** What the edge service is made of, made once; each use case names what it takes of it. */
export async function openDeps(context: Context<EdgeConfig>) {
  const { store, publish, clock, log, workers, data_directory, jobs, network } = context
  const clients = new ClientStore(store)
  const keys = new ClientKeys(clients, clock)
  const devices = new Devices(new DeviceStore(store))
  const telemetry = await Telemetry.open({
    store,
    data: data_directory,
    name: 'edge',
    clock,
    log,
    workers,
    retentionOf: () => ({ samples_ms: samplesKeptMs, rollups_ms: rollupsKeptMs }),
  })
  const anomalies = new AnomalyStore(store)
  const rules = new RuleRunner({ store, publish, clock, anomalies, states: new RuleStateStore(store) })
  const states = new ExportStateStore(store)
  const cloud = new CloudLink({ store, own: new OwnCertificateStore(store), states, jobs, network, clock, log })
  const links = new LinkStore(store)
  const authority = new LinksAuthority({ links, clock, data: data_directory })
  await rules.load()
  await keys.load()
  await devices.load()
  let settings: EdgeSettings = edgeSettings(context.config)
  return {
    store,
    publish,
    clock,
    log,
    clients,
    keys,
    devices,
    telemetry,
    anomalies,
    rules,
    cloud,
    links,
    authority,
    settings: () => settings,
    use: async (next: EdgeSettings) => {
      settings = next
      await cloud.use(next.cloud)
    },
  }
}

export type Made = Awaited<ReturnType<typeof openDeps>>
