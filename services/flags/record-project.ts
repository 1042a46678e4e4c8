import { FlagProjectChanged } from '../../contracts/flag-governance.ts'
import { fact } from '../../kit/service/event.ts'
import type { Actor } from './edits.ts'
import { type Recorded, recordAudit } from './record-audit.ts'
import type { Work } from './work.ts'

/** In the transaction of what was changed of a project, its environments or its members: whoever looks at them hears it. */
export async function recordProject(work: Work, actor: Actor, project: string, recorded: Recorded): Promise<void> {
  await recordAudit(work, actor, recorded)
  await work.publish(fact(FlagProjectChanged, project, { project }))
}
