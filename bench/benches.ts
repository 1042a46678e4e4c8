import type { Bench } from './bench.ts'

import { consoleOfPeople } from './console.ts'

import { flags } from './flags.ts'
import { functions } from './functions.ts'
import { jobs } from './jobs.ts'
import { monitor } from './monitor.ts'
import { orderFiles } from './order-files.ts'
import { pages } from './pages.ts'
import { alertLatency } from './proofs/alert-latency.ts'
import { anomalies } from './proofs/anomalies.ts'
import { border } from './proofs/border.ts'
import { brokenConfiguration } from './proofs/broken-configuration.ts'
import { channelOutage } from './proofs/channel-outage.ts'
import { disk } from './proofs/disk.ts'
import { exportProof } from './proofs/export.ts'
import { falseAlarms } from './proofs/false-alarms.ts'
import { faults } from './proofs/faults.ts'
import { forwarding } from './proofs/forwarding.ts'
import { fuzz } from './proofs/fuzz.ts'
import { hostileFlags } from './proofs/hostile-flags.ts'
import { hostileTargets } from './proofs/hostile-targets.ts'
import { imports } from './proofs/imports.ts'
import { kill } from './proofs/kill.ts'
import { load } from './proofs/load.ts'
import { memory } from './proofs/memory.ts'
import { noNetwork } from './proofs/no-network.ts'
import { postgres } from './proofs/postgres.ts'
import { promql } from './proofs/promql.ts'
import { restart } from './proofs/restart.ts'
import { schedules } from './proofs/schedules.ts'
import { soak } from './proofs/soak.ts'
import { streams } from './proofs/streams.ts'
import { surges } from './proofs/surges.ts'
import { timeJumps } from './proofs/time-jumps.ts'
import { twoProcesses } from './proofs/two-processes.ts'
import { uptimeOracle } from './proofs/uptime-oracle.ts'
import { providers } from './providers.ts'
import { reports } from './reports.ts'
import { telemetry } from './telemetry.ts'

export const benches: readonly Bench[] = [
  monitor,
  load,
  memory,
  soak,
  alertLatency,
  restart,
  channelOutage,
  kill,
  forwarding,
  disk,
  postgres,
  twoProcesses,
  exportProof,
  faults,
  uptimeOracle,
  falseAlarms,
  fuzz,
  border,
  imports,
  streams,
  noNetwork,
  brokenConfiguration,
  hostileTargets,
  hostileFlags,
  schedules,
  timeJumps,
  surges,
  providers,
  reports,
  jobs,
  telemetry,
  anomalies,
  promql,
  pages,
  flags,
  functions,
  orderFiles,
  consoleOfPeople,
]
