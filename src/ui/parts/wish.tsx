import { Fragment } from 'preact';
import type { CallDetail } from '../../domain/api-calls.ts';
import type { Step } from '../../domain/step.ts';
import { de } from '../de.ts';
import type { CallModel } from './call-model.ts';
import { ClaimQuote } from './claim-quote.tsx';
import { WrittenSummary } from './written-summary.tsx';

/** What they want, how pressing it is, what it is about, and how sure all this is. */
export function Wish({ detail, call }: { detail: CallDetail; call: CallModel }) {
  return (
    <section class="part wish" aria-labelledby="wish-title">
      <h3 id="wish-title">{de.detail.wish}</h3>
      <SummaryText detail={detail} call={call} />
      <Confidence detail={detail} />
      <UrgencyLine detail={detail} call={call} />
      {detail.category && (
        <p>
          {de.detail.category}: <strong>{detail.category.name}</strong>
          {detail.category.byEmergency !== null && (
            <span class="quiet"> ({de.detail.byEmergency(detail.category.byEmergency)})</span>
          )}
          {detail.category.byEmergency === null && detail.category.keywords.length > 0 && (
            <span class="quiet">
              {' '}
              ({de.detail.keywords(detail.category.keywords.map(each => `„${each}“`).join(', '))})
            </span>
          )}
        </p>
      )}
      {detail.summary?.kind === 'made' && (detail.summary.ordersToSoftware ?? []).length > 0 && (
        <p class="quiet">{de.detail.orders}</p>
      )}
      <Sureness detail={detail} />
    </section>
  );
}

function SummaryText({ detail, call }: { detail: CallDetail; call: CallModel }) {
  const { summary, item } = detail;
  if (!summary) {
    return (
      <p class="quiet working" role="status">
        {item.workingOn ? de.detail.stillWorking(stepOf(item.workingOn)) : de.inbox.working}
      </p>
    );
  }
  if (summary.kind === 'missing') return <p class="quiet">{missingText(summary.because)}</p>;
  if (summary.noSpeech) return <p class="quiet">{de.detail.noMessage}</p>;
  if (!summary.isQuote) {
    const languageName = detail.note?.languageName ?? null;
    return <WrittenSummary summary={summary} languageName={languageName} call={call} />;
  }
  const text = summary.sentences.map(sentence => sentence.text).join(' ');
  return (
    <>
      <blockquote class="summary">„{text}“</blockquote>
      <p class="small">
        <span class="tag" title={de.detail.saidSoHint}>
          {de.detail.saidSo}
        </span>
      </p>
    </>
  );
}

/** One plain word beside the summary: may it be relied on, and if not, why. */
function Confidence({ detail: { note } }: { detail: CallDetail }) {
  if (!note) return null;
  const language = note.fields.find(field => field.name === 'language')?.value ?? 'de';
  const { level, reasons } = note.confidence;
  return (
    <p>
      {de.detail.sureness}:{' '}
      {level === 'sure' ? de.detail.sure : <span class="check">{de.detail.check(reasons.join(', '))}</span>}
      {language !== 'de' && note.languageName !== null && (
        <>
          {' '}
          <span class="tag">{de.detail.language(note.languageName)}</span>
        </>
      )}
    </p>
  );
}

function UrgencyLine({ detail, call }: { detail: CallDetail; call: CallModel }) {
  if (detail.summary?.kind !== 'made') return null;
  const { level, because, label } = detail.summary.urgency;
  if (level === 'normal') return null;
  return (
    <p class={`urgency ${level}`}>
      <strong>{de.detail.urgencyLevel[level]}</strong>
      {(label !== undefined || because.length > 0) && de.detail.because}
      {label}
      {label !== undefined && because.length > 0 && ': '}
      {because.map((claim, index) => (
        <Fragment key={`${claim.fromWord}-${claim.toWord}`}>
          {index > 0 && ', '}
          <ClaimQuote claim={claim} call={call} />
        </Fragment>
      ))}
    </p>
  );
}

/** Below this a word is shown as doubtful. */
export const doubtfulBelow = 0.6;

function Sureness({ detail }: { detail: CallDetail }) {
  if (detail.transcript?.kind !== 'made') return null;
  const { words } = detail.transcript;
  const known = words.filter(word => word.confidence !== null);
  const doubtful = words.filter(word => word.isDoubtful || (word.confidence ?? 1) < doubtfulBelow).length;
  return (
    <p>
      {de.detail.wordSureness}: {known.length === 0 && <span class="quiet">{de.detail.sureUnknown}</span>}
      {known.length > 0 && doubtful === 0 && de.detail.sureAll}
      {doubtful > 0 && <span class="check">{de.detail.sureSome(doubtful, words.length)}</span>}
    </p>
  );
}

/** Why a result is not there, in words for the reader. */
export function missingText(because: string): string {
  return de.detail.missing[because] ?? de.detail.missingOther;
}

function stepOf(name: string): Step | null {
  return knownSteps.find(step => step === name) ?? null;
}

const knownSteps: Step[] = ['transcribe', 'match', 'categorise', 'summarise', 'deliver', 'alarm'];
