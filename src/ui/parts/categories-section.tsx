import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CategoryInput } from '../../domain/category.ts';
import { type ApiProblem, asProblem, getCategories, saveCategories } from '../api.ts';
import { de } from '../de.ts';
import { categories as texts } from '../texts/categories.ts';
import { CategoryTester } from './category-tester.tsx';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { SectionForm } from './section-form.tsx';
import { WordList } from './word-list.tsx';

/** A category while it is edited; `key` tells it from others whatever its name is. */
interface Draft extends CategoryInput {
  key: number;
}

let lastKey = 0;
const asDraft = (category: CategoryInput): Draft => ({ ...category, key: ++lastKey });
const asInput = ({ name, keywords, mailAddress = '' }: Draft): CategoryInput => ({
  name: name.trim(),
  keywords,
  ...(mailAddress.trim() === '' ? {} : { mailAddress: mailAddress.trim() }),
});

/** The categories with their keywords, saved as a whole because no keyword may stand in two of them. */
export function CategoriesSection() {
  const drafts = useSignal<Draft[] | null>(null);
  const savedText = useSignal('');
  const problem = useSignal<ApiProblem | null>(null);

  const take = (categories: readonly CategoryInput[]) => {
    drafts.value = categories.map(asDraft);
    savedText.value = JSON.stringify(drafts.value.map(asInput));
  };
  const read = async () => {
    problem.value = null;
    try {
      take((await getCategories()).categories);
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    read();
  }, []);

  if (problem.value) return <ErrorNote problem={problem.value} onRetry={read} />;
  const list = drafts.value;
  if (!list) return null;
  const change = (key: number, change: Partial<CategoryInput>) => {
    drafts.value = list.map(each => (each.key === key ? { ...each, ...change } : each));
  };

  return (
    <>
      <SectionForm
        title={de.settings.categories}
        intro={de.settings.categoriesIntro}
        fields={[]}
        isDirty={JSON.stringify(list.map(asInput)) !== savedText.value}
        onSave={async () => {
          const categories = list.map(asInput);
          await saveCategories({ categories });
          savedText.value = JSON.stringify(categories);
        }}
        footer={
          <button
            type="button"
            class="button"
            onClick={() => {
              drafts.value = [...list, asDraft({ name: '', keywords: [] })];
            }}
          >
            <Icon name="plus" />
            {de.settings.addCategory}
          </button>
        }
      >
        {() => (
          <div class="categories">
            {list.map(category => (
              <CategoryCard
                key={category.key}
                category={category}
                onChange={part => change(category.key, part)}
                onRemove={() => {
                  drafts.value = list.filter(each => each.key !== category.key);
                }}
              />
            ))}
          </div>
        )}
      </SectionForm>
      <CategoryTester categories={list.map(asInput).filter(({ name }) => name !== '')} />
    </>
  );
}

function CategoryCard({
  category,
  onChange,
  onRemove,
}: {
  category: Draft;
  onChange: (part: Partial<CategoryInput>) => void;
  onRemove: () => void;
}) {
  return (
    <fieldset class="card">
      <legend class="unseen">{category.name || de.settings.categoryName}</legend>
      <div class="with-button">
        <Field label={de.settings.categoryName}>
          {attributes => (
            <input
              {...attributes}
              required
              maxLength={60}
              value={category.name}
              onInput={event => onChange({ name: event.currentTarget.value })}
            />
          )}
        </Field>
        <button
          type="button"
          class="button plain"
          aria-label={de.settings.removeCategory(category.name)}
          title={de.settings.remove}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      </div>
      <Field label={texts.mailAddress} hint={texts.mailAddressHint}>
        {attributes => (
          <input
            {...attributes}
            type="email"
            maxLength={254}
            value={category.mailAddress ?? ''}
            onInput={event => onChange({ mailAddress: event.currentTarget.value })}
          />
        )}
      </Field>
      <WordList
        words={category.keywords}
        label={de.settings.keywords}
        addLabel={de.settings.addKeyword}
        removeLabel={de.settings.removeKeyword}
        onChange={keywords => onChange({ keywords })}
      />
    </fieldset>
  );
}
