import { fold } from './words.ts';

/**
 * First names that are common in Germany, so that a name is known where a recogniser sets no capitals and
 * no commas. A name that is not here is found by the words around it; the list decides nothing alone.
 */
export const isFirstName = (folded: string): boolean =>
  names.has(folded) || folded.split('-').every(part => names.has(part));

const names = new Set(
  `adam adele adelheid adrian agnes ahmed ahmet aische aischa albert albrecht alejandro alessandro alex alexander alexandra
   alfred ali alice alina alma almut amelie amir ana andre andrea andreas andrej angela angelika anita anja anke ann anna
   annalena anne annegret anneliese annemarie annette anni anton antonia antonio armin arne arno arthur astrid aurelia axel
   ayse ayşe aylin barbara bastian beate beatrice ben benedikt benjamin benno bernd bernhard berta bettina bianca birgit
   birte björn bodo boris brigitte britta bruno burak burkhard can carina carl carla carlos carmen carola caroline carsten
   cem charlotte chiara chris christa christel christian christiane christin christina christine christoph christopher
   clara claudia claus clemens constantin conny cord cornelia corinna dagmar daniel daniela danuta dariusz david denise
   dennis derya detlef diana diego dieter dietmar dietrich dimitri dirk dominik dora doreen doris dorothea dorothee eberhard
   eckhard edda edith eduard egon ela elena elfriede elias elif elisabeth elke ella ellen elmar else elvira emil emilia emily
   emine emma emre enrico erich erik erika erna ernst erwin esther eugen eva evelyn fabian fabio fatima fatma felicitas felix
   ferdinand filiz finn florian franz franziska frank frauke fred frida frieda friederike friedhelm friedrich fritz gabi
   gabriel gabriele georg gerd gerda gerhard gerlinde gernot gertrud gesa gina gisela giovanni gisbert gitta gottfried greta
   gudrun guido günter günther gunnar gustav hakan hanna hannah hannelore hannes hans harald hartmut hasan hatice hauke
   hedwig heidi heidrun heike heiko hein heiner heinrich heinz helena helene helga hella hellmut helmut hendrik henning
   henri henriette henrike henry herbert hermann herta hertha hilde hildegard hilmar holger horst hubert hubertus hugo
   hülya ibrahim ida ilona ilse ina ines inga inge ingeborg ingo ingrid ioana irene irina iris irma irmgard isabel isabell
   isabella ivan ivana ivo jacqueline jakob jan jana janina jannik jasmin jaqueline jens jennifer jenny jessica jil jo joachim
   jochen johann johanna johannes jonas jonathan jörg josef joseph josefine josip jule julia julian juliane jürgen jutta
   kai karin karl karla karolina kasimir katarina katarzyna katharina kathrin katja katrin kemal kerstin kevin kilian kim
   klara klaus konrad konstantin kornelia kristin kristina kunigunde kurt lara lars laura lea lena leni leon leonard leonie
   leopold levin lieselotte lili lilli lina linda linus lisa lothar lotte louis louise luca lucas lucia ludger ludwig luis
   luisa lukas lutz lydia maik maike maja malte manfred manuel manuela marc marcel marco marek margarete margit margot
   margret maria marianne marie marina mario marion marius mark marko markus marlene marlies marta martha martin martina
   mathilde mathias matthias max maximilian mechthild mehmet melanie meike merle merve mia michael michaela michel miguel
   mike milan mirjam miriam mirko mohamed mohammed monika moritz murat mustafa nadia nadine nadja natalia natalie natascha
   nele nicolas nicole niclas niels niklas nikolai nils nina nora norbert oksana olaf ole oleg olga oliver olivia omar orhan
   oskar oswald otto ottilie pascal patricia patrick paul paula pauline pavel peer peggy petra peter philip philipp phillip
   pia pierre piotr rafael raimund rainer ralf ralph ramona raphael rebecca regina regine reiner reinhard reinhold renate
   renee richard rita robert robin roland rolf romy ronald ronny rosa rosemarie roswitha roman rüdiger rudi rudolf ruth
   sabine sabrina said samira samuel sandra sara sarah sascha sebastian selma serap sevda sibylle siegfried sieglinde sigrid
   silke silvia simon simone sina sofia sofie sonja sophia sophie stefan stefanie steffen steffi stella stephan stephanie
   susanne susann svea sven svenja svetlana sylvia sylvie tamara tanja tatjana thea theo theodor theresa therese thilo
   thomas thorsten tilman tim timo tina tobias tom tomasz torben torsten traute udo ulf uli ulla ulrich ulrike ursula ute
   uta uwe valentin valentina vanessa vera verena veronika viktor viktoria vincent viola volker volkmar waldemar walter
   waltraud wanda werner wiebke wilfried wilhelm wilhelmine willi willy wolf wolfgang wolfram xaver yasemin yusuf yvonne
   zeynep zoe john james mary michelle george emeka fatou mamadou nguyen thi svitlana olena tetiana andrii mykola dmytro
   natalya ekaterina alexej sergej wladimir igor anastasia mihai elena ionut andrei stefania zoran dragan goran jovana
   marija nikola luka ante mladen hussein hassan khaled mariam layla yara amina leyla reza parisa navid farid aram`
    .split(/\s+/)
    .map(fold),
);
