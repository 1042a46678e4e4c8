import type { Anomaly } from '../../../contracts/edge/anomalies.ts'
import { inEnglish, type Message } from '../../../contracts/messages/words.ts'

export type StoredAnomaly = Pick<
  Anomaly,
  'id' | 'client' | 'object' | 'metric' | 'unit' | 'value' | 'rule' | 'at' | 'ended_at' | 'signal'
> & {
  readonly sentence: Message
  readonly episode: string
  readonly sequence: number
}

export const shown = ({ sentence, episode: _, sequence: __, ...anomaly }: StoredAnomaly): Anomaly => ({
  ...anomaly,
  sentence: inEnglish(sentence),
  sentence_i18n: sentence,
  incident: null,
})
