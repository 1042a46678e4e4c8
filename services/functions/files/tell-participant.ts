import type { InboxFile } from '../../../contracts/functions/files.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Made } from '../deps.ts'
import { newEpisode, publishSignal } from '../signals/publish-signal.ts'
import type { ParticipantStore } from './participant-store.ts'

export type TellParticipant = Pick<Made, 'publish' | 'clock'> & { readonly participants: ParticipantStore }

const component = 'functions'

/** In a transaction: what became of a file says whether its participant is well. */
export async function tellFile(
  deps: TellParticipant,
  { participant, name }: Pick<InboxFile, 'participant' | 'name'>,
  { state, rejected, rows_in }: Pick<InboxFile, 'state' | 'rejected' | 'rows_in'>,
): Promise<void> {
  if (state === 'processed') await tellWell(deps, participant)
  else if (state === 'failed') await tellTrouble(deps, participant, say('functions.file-failed', { participant, name }))
  else if (state === 'held') {
    const counts = { rejected: rejected ?? 0, rows: rows_in ?? 0 }
    await tellTrouble(deps, participant, say('functions.file-held', { participant, name, ...counts }))
  }
}

/** In a transaction: a file was expected by then, and none has come. */
export async function tellMissing(deps: TellParticipant, participant: string, before: string): Promise<void> {
  await tellTrouble(deps, participant, say('functions.file-missing', { participant, before }))
}

/** What is told already is not told again. */
async function tellTrouble(deps: TellParticipant, participant: string, summary: Message): Promise<void> {
  const { trouble, sequence } = await deps.participants.get(participant)
  if (trouble) return
  const begun = { ...newEpisode(deps.clock), sequence: sequence + 1 }
  const { episode, since } = begun
  await deps.participants.put({ name: participant, trouble: { episode, since }, sequence: begun.sequence })
  await publishSignal(deps, { ...begun, signal: `files:${participant}`, component, state: 'degraded', summary })
}

async function tellWell(deps: TellParticipant, participant: string): Promise<void> {
  const { trouble, sequence } = await deps.participants.get(participant)
  if (!trouble) return
  const summary = say('functions.file-well', { participant })
  await deps.participants.put({ name: participant, trouble: null, sequence: sequence + 1 })
  const told = { ...trouble, sequence: sequence + 1, summary }
  await publishSignal(deps, { ...told, signal: `files:${participant}`, component, state: 'up' })
}
