import type { en } from '../en/catalogue.ts'
import { checks } from './checks.ts'
import { incidents } from './incidents.ts'
import { kit } from './kit.ts'
import { monitor } from './monitor.ts'
import { problems } from './problems.ts'
import { providers } from './providers.ts'
import { refusals } from './refusals.ts'

export const fr: Readonly<Record<keyof typeof en, string>> = {
  ...kit,
  ...checks,
  ...incidents,
  ...monitor,
  ...problems,
  ...providers,
  ...refusals,
}
