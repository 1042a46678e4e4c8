/**
 * SQLite works in this thread, so whatever only waits for it never lets the event loop go: a commit wakes a relay, its
 * listener commits, which wakes the next. Whoever has much to do therefore asks in between whether this turn of the loop has
 * lasted long enough, and of those who have to wait one goes on in each turn. Requests and timers come in between.
 */
const longestTurnMs = 10

const waiting: (() => void)[] = []
/** When the running turn began, as far as anybody has asked; nothing is known of those in which nobody asks. */
let began: number | undefined

/** Whether those who wait outside should be let in now. */
export function isTurnLong(): boolean {
  if (began === undefined) {
    began = performance.now()
    setImmediate(endTurn)
  }
  return performance.now() - began >= longestTurnMs
}

/** Goes on in another turn, once all who waited before have had theirs. */
export function turnOfOthers(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve)
    if (waiting.length === 1) callNext()
  })
}

/** Goes on at once while the turn is young. */
export async function turnOfOthersWhenLong(): Promise<void> {
  if (isTurnLong()) await turnOfOthers()
}

/** What the one does who goes on is done before the turn is ended: what comes in over the network then finds a fresh one. */
function callNext(): void {
  setImmediate(goOn)
  setImmediate(endTurn)
}

function goOn(): void {
  began = performance.now()
  waiting.shift()?.()
  if (waiting.length > 0) callNext()
}

function endTurn(): void {
  began = undefined
}
