import { FlagProjectChanged } from '../../../contracts/flag-governance.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import type { Work } from '../work.ts'
import { type Recorded, recordAudit } from './record-audit.ts'

/** In the transaction of what was changed of a project, its environments or its members: whoever looks at them hears it. */
export async function recordProject(work: Work, actor: Actor, project: string, recorded: Recorded): Promise<void> {
  await recordAudit(work, actor, recorded)
  await work.publish(fact(FlagProjectChanged, project, { project }))
}
