import type { en } from '../en/catalogue.ts'
import { checks } from './checks.ts'
import { incidents } from './incidents.ts'
import { kit } from './kit.ts'
import { monitor } from './monitor.ts'

export const fr: Readonly<Record<keyof typeof en, string>> = { ...kit, ...checks, ...incidents, ...monitor }
