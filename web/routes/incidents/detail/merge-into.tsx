import { MergeIncident } from '../../../../contracts/incident-work.ts'
import type { Incident } from '../../../../contracts/incidents.ts'
import { useToasts } from '../../../design/toast.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'
import { ChooseOther } from './incident-picker.tsx'

export function MergeInto({ incident, onDone }: { incident: Incident; onDone: () => void }) {
  const words = useWords(incidentWords)
  const toasts = useToasts()
  return (
    <>
      <p className="text-muted">{words.mergeText}</p>
      <ChooseOther
        incident={incident}
        action={words.merge}
        order={MergeIncident}
        bodyOf={into => ({ into })}
        onCancel={onDone}
        onDone={number => {
          toasts.done(words.merged(number))
          onDone()
        }}
      />
    </>
  )
}
