import { ListChannels, ListDeliveries, TestChannel } from '../../../contracts/communications.ts'
import { useOrder } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/notice.tsx'
import { channelsWords } from '../../messages/channels.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useTranslated } from '../../words/translated.ts'

/** Sends one now, and says what came of it, where the eye is. */
export function TestButton({ name, shown }: { name: string; shown: string }) {
  const words = useWords(channelsWords)
  const format = useFormat()
  const say = useTranslated('deliveries')
  const test = useOrder(TestChannel, { changes: [ListChannels, ListDeliveries] })
  const result = test.data
  return (
    <div className="grid gap-2">
      <div>
        <Button
          small
          icon="send"
          busy={test.isPending}
          aria-label={words.testOf(shown)}
          onClick={() => test.mutate({ params: { name } })}
        >
          {test.isPending ? words.testing : words.test}
        </Button>
      </div>
      <div role="status">
        {result && !test.isPending ? (
          <Notice tone={result.outcome === 'delivered' ? 'ok' : 'bad'}>
            {result.outcome === 'delivered' ? (
              words.delivered(format.milliseconds(result.took_ms))
            ) : (
              <>
                <strong>{words.failed}</strong>
                <div>{result.error && say(result.error)}</div>
                <div>{result.outcome === 'retry' ? words.retryable : words.refused}</div>
              </>
            )}
          </Notice>
        ) : null}
      </div>
    </div>
  )
}
