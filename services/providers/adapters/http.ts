import { say } from '../../../contracts/messages/words.ts'
import { type Adapter, reading, Unreadable, unreadable } from './reading/adapter.ts'

/** Who answers with an error of its own is down; who does not answer may be fine, and we cut off. */
export const http: Adapter = {
  kind: 'http',
  summary: 'No status page: the answer of the address is the status',
  url: null,
  read: () => {
    throw unreadable('provider.no-page')
  },
  readAnswer: answer => {
    if ('failure' in answer) {
      if (!answer.proven) throw new Unreadable(answer.failure)
      return reading({ stated: 'major_outage', doubts: [answer.failure], guessed: true })
    }
    const answered = say('provider.answered', { status: answer.status })
    if (answer.status < 400) return reading({ stated: 'operational', guessed: true })
    if (answer.status >= 500) return reading({ stated: 'major_outage', doubts: [answered], guessed: true })
    // It refuses us, or the address is wrong: that says nothing of how it is for others.
    throw new Unreadable(answered)
  },
}
