/** Lists of words that several rules share, in the languages that callers speak. */
export const pipe =
  'rohr* *rohr *rohre *leitung *leitungen schlauch* *schlauch *ventil *boiler *speicher *anschluss eckventil *hahn *therme siphon heizkörper* waschmaschine* spülmaschine* pipe rura труба borusu tuyau tubo';
export const lift =
  'aufzug* *aufzug fahrstuhl* *fahrstuhl lift *lift aufzugskabine elevator asansör* ascensore ascensor ascenseur windzie winda лифт* ліфт* lifti* المصعد';
export const water =
  'wasser *wasser wassers wassermassen brühe water woda wody вода воды воду eau leau deau agua acqua apă voda su suyu water* الماء';
export const rooms =
  'keller* *keller wohnung* bad badezimmer küche* *küche flur* *flur tiefgarage* boden fußboden parkett laminat treppe treppenhaus* haus zimmer *zimmer schlafzimmer decke* *decke wand* wände* lampe* *lampe steckdose* waschküche aufzugsschacht raus heraus rein herein runter herunter von_oben hoch unten durch überall ceiling basement потолк* потолок стел* sufit* tavan* plafond techo soffitto tavan plafon кухн*';
export const heating =
  'heizung* *heizung heizkörper* *heizkörper zentralheizung therme *therme heizkessel heizungsanlage heating kalorifer riscaldamento chauffage calefacción ogrzewan* отоплен* опаленн* grijanje heater* radiator* fernwärme';
export const cold =
  'aus weg ohne ausgefallen ausfall *ausfall kalt eiskalt tot defekt kaputt streikt hin ausfällt kälte keine kein nicht broken off cold çalışmıyor soğuk rotta panne nie не zimno';
export const frail =
  '*baby *babys säugling* neugeboren* frühchen zwilling* *zwillinge kleinkind* kleinkinder* kleines_kind kleine_kinder kinder kindern kind *jährige *jähriger *jähriges *monatige* wochen_alt monate_alt schwanger* hochschwanger oma opa großmutter großvater uroma bettlägerig* patientin schlaganfall pflegedienst sozialstation pflegeheim pflegebedürftig* pflegefall pflegegrad rollstuhl* demenz* dement* gebrechlich* senioren* altenheim herzkrank* lungenkrank* asthma* krank kranke kranken schwerkrank* alte_frau alter_mann alte_leute alte_dame alter_herr @alter baby child children bebek çocuk* bambin* enfant* niño* ребен* ребён* дитин* dziecko';
export const wholeHouse =
  'ganze_haus ganzen_haus ganzem_haus gesamte_haus gesamten_haus komplette_haus kompletten_haus ganze_block ganzen_block im_block alle_wohnungen allen_wohnungen alle_*_wohnungen alle_parteien allen_parteien alle_mieter allen_mietern alle_stockwerke alle_nachbarn beide_häuser gesamte_gebäude ganzen_gebäude ganze_gebäude ganzen_aufgang gesamten_aufgang gesamte_aufgang ganze_aufgang ganze_anlage ganzen_anlage gesamten_anlage gesamte_anlage sämtliche_wohnungen sämtlichen_wohnungen sämtliche_mieter allen_nachbarn sämtlichen_mietern ganzen_pflegeheim ganze_pflegeheim ganzen_altenheim ganzen_kita ganze_kita ganzen_block hausweit überall_im_haus niemand_im_haus keiner_im_haus in_keiner_wohnung keine_wohnung_hat komplettausfall whole_building whole_house entire_building bütün_bina весь_дом увесь_будинок';
