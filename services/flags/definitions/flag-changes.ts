import type { Static } from 'typebox'
import type { ChangeActor } from '../../../contracts/flags/flags.ts'
import type { Message } from '../../../contracts/messages/words.ts'
import type { FlagContent, StoredEnvironment, StoredFlag, StoredSegment } from './flag.ts'

export type Actor = Static<typeof ChangeActor>
export type ChangeAuthor = {
  readonly actor: Actor
  /** The user behind the actor; left out or null: nobody in particular. */
  readonly person?: string | null
  readonly action: string
  readonly reason?: string | null | undefined
  /** Where no person said it. */
  readonly reason_i18n?: Message | null
  /** Where changes need a second person this one is only written down. */
  readonly needsApproval?: boolean
  /** In an emergency: without the second person that changes need here. */
  readonly breakGlass?: { readonly action: string; readonly reason: string }
}

export type FlagChanges = {
  readonly flags?: ReadonlyMap<string, (FlagContent & Partial<Pick<StoredFlag, 'origin' | 'place'>>) | null>
  readonly segments?: ReadonlyMap<
    string,
    (Pick<StoredSegment, 'rule'> & Partial<Pick<StoredSegment, 'origin' | 'place'>>) | null
  >
  readonly environment?: Partial<Pick<StoredEnvironment, 'metadata' | 'extra' | 'title' | 'approval'>>
}
