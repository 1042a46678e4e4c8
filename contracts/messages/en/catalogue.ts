import { kitCatalogue } from '../../../kit/messages/kit-catalogue.ts'
import { checks } from './checks.ts'
import { incidents } from './incidents.ts'
import { monitor } from './monitor.ts'
import { problems } from './problems.ts'
import { providers } from './providers.ts'
import { refusals } from './refusals.ts'

/** English says what there is to be said: other languages have the same codes, with the same params. */
export const en = {
  ...kitCatalogue,
  ...checks,
  ...incidents,
  ...monitor,
  ...problems,
  ...providers,
  ...refusals,
} as const
