import { heartbeats } from '../../../contracts/monitor.ts'
import { pathOf } from '../../data/api-client.ts'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'

/** Where a job says that it ran. A token that somebody chose comes as a mask. */
export function Heartbeat({ token }: { token: string }) {
  const words = useWords(checksWords).detail
  const isHidden = /^\*+$/.test(token)
  const addressOf = (path: string) => {
    const address = pathOf(path, { token: isHidden ? 'TOKEN' : token }, {})
    return `curl -fsS ${location.origin}${address}`
  }
  return (
    <Card title={words.heartbeat}>
      <div className="grid grid-cols-1 gap-3">
        <p className="text-muted">{words.heartbeatText}</p>
        {isHidden ? <p className="text-muted">{words.secret}</p> : null}
        <CodeBlock code={addressOf(heartbeats.get.path)} label={words.heartbeat} />
        <p className="text-muted">{words.heartbeatFail}</p>
        <CodeBlock code={addressOf(heartbeats.getFail.path)} label={words.heartbeatFail} />
      </div>
    </Card>
  )
}
