import type { en } from '../en/catalogue.ts'
import { checks } from './checks.ts'
import { configuration } from './configuration.ts'
import { deliveries } from './deliveries.ts'
import { edge } from './edge.ts'
import { flagChanges } from './flag-changes.ts'
import { flagProblems } from './flag-problems.ts'
import { functions } from './functions.ts'
import { imports } from './imports.ts'
import { kit } from './kit/kit.ts'
import { metrics } from './metrics.ts'
import { monitor } from './monitor.ts'
import { problems } from './problems.ts'
import { providerReasons } from './provider-reasons.ts'
import { refusals } from './refusals.ts'
import { settings } from './settings.ts'
import { timelines } from './timelines.ts'

export const fr: Readonly<Record<keyof typeof en, string>> = {
  ...kit,
  ...checks,
  ...configuration,
  ...deliveries,
  ...edge,
  ...flagChanges,
  ...flagProblems,
  ...functions,
  ...imports,
  ...timelines,
  ...metrics,
  ...monitor,
  ...problems,
  ...providerReasons,
  ...refusals,
  ...settings,
}
