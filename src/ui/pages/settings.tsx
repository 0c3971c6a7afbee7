/** Settings that belong to the whole house: contacts, categories, telephone, models, health, account. */
import { useEffect } from 'preact/hooks';
import { session } from '../api.ts';
import { de } from '../de.ts';
import { AlarmsSection } from '../parts/alarms-section.tsx';
import { CategoriesSection } from '../parts/categories-section.tsx';
import { ContactLookup } from '../parts/contact-lookup.tsx';
import { ContactsSection } from '../parts/contacts-section.tsx';
import { HealthSection } from '../parts/health-section.tsx';
import { Icon } from '../parts/icon.tsx';
import { ModelsSection } from '../parts/models-section.tsx';
import { ProbesSection } from '../parts/probes-section.tsx';
import { PronunciationsSection } from '../parts/pronunciations-section.tsx';
import { SourcesSection } from '../parts/sources-section.tsx';
import { TelephoneSection } from '../parts/telephone-section.tsx';
import { leave } from '../parts/top-bar.tsx';
import { TrunksSection } from '../parts/trunks-section.tsx';
import { route } from '../route.ts';

export function Settings() {
  const place = route.value.rest[0];
  useEffect(() => {
    document.title = `${de.settings.title} · ${de.productName}`;
  }, []);
  useEffect(() => {
    if (place === 'zustand') document.getElementById('health-title')?.focus();
  }, [place]);
  return (
    <div class="column settings">
      <h1>{de.settings.title}</h1>
      <ContactsSection />
      <ContactLookup />
      <SourcesSection />
      <CategoriesSection />
      <AlarmsSection />
      <PronunciationsSection />
      <TelephoneSection />
      <TrunksSection />
      <ProbesSection />
      <ModelsSection />
      <HealthSection />
      <section class="section" aria-labelledby="account-title">
        <h2 id="account-title">{de.settings.account}</h2>
        <p class="quiet">{de.settings.loggedInAs(session.value?.user?.name ?? '')}</p>
        <button type="button" class="button" onClick={leave}>
          <Icon name="log-out" />
          {de.nav.logOut}
        </button>
      </section>
    </div>
  );
}
