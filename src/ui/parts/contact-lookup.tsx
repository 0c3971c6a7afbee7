import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { IdentificationView, LearnedView } from '../../domain/api-identify.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getIdentification, revokeRule, savePhoneWins } from '../api-identify.ts';
import { identify as words } from '../texts/identify.ts';
import { ContactSearch } from './contact-search.tsx';
import { ErrorNote } from './error-note.tsx';

/** Looking contacts up, and what corrections have taught: listed, and revocable. */
export function ContactLookup() {
  const view = useSignal<IdentificationView | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const act = async (work: () => Promise<IdentificationView>) => {
    problem.value = null;
    try {
      view.value = await work();
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    void act(getIdentification);
  }, []);
  const now = view.value;
  return (
    <section class="section" aria-labelledby="lookup-title">
      <h2 id="lookup-title">{words.title}</h2>
      <p class="quiet">{words.intro}</p>
      <ContactSearch />
      <h3>{words.rulesTitle}</h3>
      <p class="quiet">{words.rulesIntro}</p>
      {problem.value && <ErrorNote problem={problem.value} onRetry={() => void act(getIdentification)} />}
      {now?.rules.length === 0 && <p class="quiet">{words.noRules}</p>}
      {now && now.rules.length > 0 && (
        <ul class="plain-list">
          {now.rules.map(rule => (
            <Rule
              key={rule.ruleId}
              rule={rule}
              onRevoke={() =>
                void act(async () => {
                  await revokeRule(rule.ruleId);
                  return getIdentification();
                })
              }
            />
          ))}
        </ul>
      )}
      {now && (
        <div class="field">
          <label class="choice">
            <input
              type="checkbox"
              checked={now.phoneWins}
              aria-describedby="phone-wins-hint"
              onChange={event => void act(() => savePhoneWins(event.currentTarget.checked))}
            />{' '}
            {words.phoneWins}
          </label>
          <p id="phone-wins-hint" class="field-hint">
            {words.phoneWinsHint}
          </p>
        </div>
      )}
    </section>
  );
}

function Rule({ rule, onRevoke }: { rule: LearnedView; onRevoke: () => void }) {
  const text =
    rule.kind === 'number'
      ? words.numberRule(rule.heard, [rule.name, rule.street].filter(part => part !== null).join(', '))
      : words.spellingRule(rule.name, rule.heard);
  return (
    <li>
      {text}{' '}
      {!rule.isUsable && (
        <span class="quiet">{rule.kind === 'number' ? words.unusable : words.unusableSpelling}</span>
      )}{' '}
      <button type="button" class="button plain" aria-label={words.revokeLabel(text)} onClick={onRevoke}>
        {words.revoke}
      </button>
    </li>
  );
}
