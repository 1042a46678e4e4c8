import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frenchReasons, reasonInFrench, reasonText } from './check-reasons.ts'
import { monitorMessages } from './monitor.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()

test('a reason says the same in French: nothing is left out, nothing added', () => {
  for (const [english, french] of Object.entries(frenchReasons)) assert.deepEqual(partsOf(french), partsOf(english))
})

test('French reasons are typeset as French', () => {
  for (const french of Object.values(frenchReasons)) {
    assert.doesNotMatch(french, /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'/, french)
    assert.doesNotMatch(french, /[\d}] (Kio|Mio)/, french)
  }
})

for (const [english, french] of [
  ['HTTP 503, expected 2xx', 'HTTP\u00a0503, attendu\u00a0: 2xx'],
  ['HTTP 404, expected 200-204 or 301', 'HTTP\u00a0404, attendu\u00a0: 200-204 ou 301'],
  ['HTTP 302 to /login?…, expected 2xx', 'HTTP\u00a0302 vers /login?…, attendu\u00a0: 2xx'],
  [
    'no answer within 3 s (connected, waiting for the first byte)',
    'pas de réponse en 3\u00a0s (connecté, en attente du premier octet)',
  ],
  [
    'no answer within 1.5 min (HTTP 200 came, its body did not end: 1 bytes so far)',
    'pas de réponse en 1,5\u00a0min (HTTP\u00a0200 reçu, corps inachevé\u00a0: 1\u00a0octet jusqu’ici)',
  ],
  [
    'HTTP 500, expected 2xx (redirected: /from → /to)',
    'HTTP\u00a0500, attendu\u00a0: 2xx (redirections\u00a0: /from → /to)',
  ],
  [
    'connection refused by [::1]:81; connection refused by 127.0.0.1:81',
    'connexion refusée par [::1]:81\u202f; connexion refusée par 127.0.0.1:81',
  ],
  ['certificate expired on 2026-01-02 (1 day ago)', 'le certificat a expiré le 2026-01-02 (il y a 1\u00a0jour)'],
  ['certificate is for a, b and 3 more, not c', 'le certificat est pour a, b et 3 de plus, pas pour c'],
  ['response_ms < 500 is false (was 812)', 'response_ms < 500 n’est pas vérifié (valeur\u00a0: 812)'],
  ['body == \'a; b\' is false (was "x; y")', 'body == \'a; b\' n’est pas vérifié (valeur\u00a0: "x; y")'],
  [
    'no heartbeat yet, for 4 d, expected every 25 h',
    'encore aucun signal, depuis 4\u00a0j (intervalle prévu\u00a0: 25\u00a0h)',
  ],
  [
    '10.0.0.1 is a private address; list it under network.allow to let everybody name it',
    '10.0.0.1 est une adresse privée\u202f; ajoutez-la à network.allow pour que chacun puisse la nommer',
  ],
] as const)
  test(`"${english}" is told in French`, () => {
    assert.equal(reasonText(english, 'fr'), french)
  })

test('what the lookout says of itself is told in French', () => {
  for (const own of [
    'paused',
    'not watched',
    'the lookout could not see',
    'the lookout was off',
    'the lookout stopped',
  ])
    assert.ok(reasonInFrench(own), own)
  for (const fault of ['there is no default route', 'this machine does not even reach itself'])
    assert.ok(reasonInFrench(fault), fault)
  assert.equal(reasonInFrench('neither does any reference (a:53, b:53)'), 'aucune référence non plus (a:53, b:53)')
})

test('what a target says is told as it came', () => {
  const said = 'the body does not contain "{text} $1 paused"'
  assert.equal(reasonText(said, 'fr'), 'le corps ne contient pas «\u00a0{text} $1 paused\u00a0»')
})

test('English stays as it is, and so does what nobody has said in French, even in part', () => {
  assert.equal(reasonText('HTTP 503, expected 2xx', 'en'), 'HTTP 503, expected 2xx')
  for (const unknown of ['quite new', 'no answer within 3 s (quite new)', 'paused; quite new']) {
    assert.equal(reasonInFrench(unknown), undefined)
    assert.equal(reasonText(unknown, 'fr'), unknown)
  }
})

test('the sentence about a check is French throughout', () => {
  assert.equal(
    monitorMessages.fr.down('API', 'HTTP 503, expected 2xx'),
    'API est en panne\u00a0: HTTP\u00a0503, attendu\u00a0: 2xx',
  )
  assert.equal(
    monitorMessages.fr.blind('there is no default route'),
    'La vigie est aveugle\u00a0: aucun service ne répond, et il n’y a pas de route par défaut',
  )
})
