<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="it_IT" sourcelanguage="en">
<context>
    <name>QDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
</context>
<context>
    <name>ReadCommands</name>
    <message>
        <source>Window and level</source>
        <translation>Finestra e livello</translation>
    </message>
    <message>
        <source>Drag to change contrast and brightness.</source>
        <translation>Trascina per cambiare contrasto e luminosità.</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Sposta</translation>
    </message>
    <message>
        <source>Drag to move the picture.</source>
        <translation>Trascina per spostare l&apos;immagine.</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Drag up or down to zoom.</source>
        <translation>Trascina su o giù per ingrandire.</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>Scorri</translation>
    </message>
    <message>
        <source>Drag to go through the images.</source>
        <translation>Trascina per scorrere le immagini.</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Lunghezza</translation>
    </message>
    <message>
        <source>Measure a distance in patient millimetres.</source>
        <translation>Misura una distanza in millimetri del paziente.</translation>
    </message>
    <message>
        <source>Ellipse region</source>
        <translation>Regione ellittica</translation>
    </message>
    <message>
        <source>Mean, spread, smallest and largest value inside an ellipse.</source>
        <translation>Media, dispersione, minimo e massimo dentro un&apos;ellisse.</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Punto</translation>
    </message>
    <message>
        <source>The value at one point.</source>
        <translation>Il valore in un punto.</translation>
    </message>
    <message>
        <source>Crosshair</source>
        <translation>Mirino</translation>
    </message>
    <message>
        <source>Move the point that all panes share.</source>
        <translation>Sposta il punto comune a tutti i riquadri.</translation>
    </message>
    <message>
        <source>Show crosshair</source>
        <translation>Mostra il mirino</translation>
    </message>
    <message>
        <source>Lines where the other panes cut.</source>
        <translation>Linee dove tagliano gli altri riquadri.</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>Annotazioni</translation>
    </message>
    <message>
        <source>All texts, no patient data, nothing.</source>
        <translation>Tutti i testi, senza dati del paziente, nulla.</translation>
    </message>
    <message>
        <source>One pane</source>
        <translation>Un riquadro</translation>
    </message>
    <message>
        <source>The images as they were acquired.</source>
        <translation>Le immagini come sono state acquisite.</translation>
    </message>
    <message>
        <source>2 × 2 MPR</source>
        <translation>2 × 2 MPR</translation>
    </message>
    <message>
        <source>Axial, coronal, sagittal and 3-D.</source>
        <translation>Assiale, coronale, sagittale e 3-D.</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Immagine seguente</translation>
    </message>
    <message>
        <source>One image on.</source>
        <translation>Un&apos;immagine avanti.</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Immagine precedente</translation>
    </message>
    <message>
        <source>One image back.</source>
        <translation>Un&apos;immagine indietro.</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Prima immagine</translation>
    </message>
    <message>
        <source>To the first image.</source>
        <translation>Alla prima immagine.</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Ultima immagine</translation>
    </message>
    <message>
        <source>To the last image.</source>
        <translation>All&apos;ultima immagine.</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Riquadro seguente</translation>
    </message>
    <message>
        <source>The keyboard goes to the next pane.</source>
        <translation>La tastiera passa al riquadro seguente.</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>Riquadro precedente</translation>
    </message>
    <message>
        <source>The keyboard goes to the previous pane.</source>
        <translation>La tastiera passa al riquadro precedente.</translation>
    </message>
    <message>
        <source>Maximise pane</source>
        <translation>Ingrandisci il riquadro</translation>
    </message>
    <message>
        <source>This pane alone, or all again.</source>
        <translation>Solo questo riquadro, o di nuovo tutti.</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Inverti</translation>
    </message>
    <message>
        <source>Black becomes white.</source>
        <translation>Il nero diventa bianco.</translation>
    </message>
    <message>
        <source>Rotate right</source>
        <translation>Ruota a destra</translation>
    </message>
    <message>
        <source>A quarter turn clockwise.</source>
        <translation>Un quarto di giro in senso orario.</translation>
    </message>
    <message>
        <source>Rotate left</source>
        <translation>Ruota a sinistra</translation>
    </message>
    <message>
        <source>A quarter turn anticlockwise.</source>
        <translation>Un quarto di giro in senso antiorario.</translation>
    </message>
    <message>
        <source>Flip left and right</source>
        <translation>Capovolgi destra e sinistra</translation>
    </message>
    <message>
        <source>Letters follow.</source>
        <translation>Le lettere seguono.</translation>
    </message>
    <message>
        <source>Flip up and down</source>
        <translation>Capovolgi alto e basso</translation>
    </message>
    <message>
        <source>Smooth pixels</source>
        <translation>Pixel sfumati</translation>
    </message>
    <message>
        <source>Off: pixels as they were stored.</source>
        <translation>Spento: pixel come sono memorizzati.</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Adatta</translation>
    </message>
    <message>
        <source>The whole image in the pane.</source>
        <translation>Tutta l&apos;immagine nel riquadro.</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Ingrandisci</translation>
    </message>
    <message>
        <source>A quarter larger.</source>
        <translation>Un quarto più grande.</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Riduci</translation>
    </message>
    <message>
        <source>A quarter smaller.</source>
        <translation>Un quarto più piccolo.</translation>
    </message>
    <message>
        <source>Window of the file</source>
        <translation>Finestra del file</translation>
    </message>
    <message>
        <source>As stored; again: the next stored one.</source>
        <translation>Come memorizzata; di nuovo: la seguente.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>Takes the last change of measurements back.</source>
        <translation>Annulla l&apos;ultima modifica delle misure.</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Ripeti</translation>
    </message>
    <message>
        <source>Makes it again.</source>
        <translation>La rifà.</translation>
    </message>
    <message>
        <source>Delete measurement</source>
        <translation>Elimina la misura</translation>
    </message>
    <message>
        <source>Removes the selected measurement.</source>
        <translation>Toglie la misura scelta.</translation>
    </message>
    <message>
        <source>Star measurement</source>
        <translation>Segna la misura</translation>
    </message>
    <message>
        <source>Marks the selected measurement as important.</source>
        <translation>Segna la misura scelta come importante.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>Ends the gesture, then back to window and level.</source>
        <translation>Termina il gesto, poi torna a finestra e livello.</translation>
    </message>
    <message>
        <source>Cursor left</source>
        <translation>Cursore a sinistra</translation>
    </message>
    <message>
        <source>The point of the keyboard goes one pixel that way.</source>
        <translation>Il punto della tastiera va di un pixel in quella direzione.</translation>
    </message>
    <message>
        <source>Cursor right</source>
        <translation>Cursore a destra</translation>
    </message>
    <message>
        <source>Cursor up</source>
        <translation>Cursore in alto</translation>
    </message>
    <message>
        <source>Cursor down</source>
        <translation>Cursore in basso</translation>
    </message>
    <message>
        <source>Cursor far left</source>
        <translation>Cursore molto a sinistra</translation>
    </message>
    <message>
        <source>The point of the keyboard goes ten pixels that way.</source>
        <translation>Il punto della tastiera va di dieci pixel in quella direzione.</translation>
    </message>
    <message>
        <source>Cursor far right</source>
        <translation>Cursore molto a destra</translation>
    </message>
    <message>
        <source>Cursor far up</source>
        <translation>Cursore molto in alto</translation>
    </message>
    <message>
        <source>Cursor far down</source>
        <translation>Cursore molto in basso</translation>
    </message>
    <message>
        <source>Set point</source>
        <translation>Fissa il punto</translation>
    </message>
    <message>
        <source>The tool in hand takes the point of the keyboard: an end, a corner or a value.</source>
        <translation>Lo strumento in uso prende il punto della tastiera: un estremo, un angolo o un valore.</translation>
    </message>
</context>
<context>
    <name>VolumePreset</name>
    <message>
        <source>Bone, shaded</source>
        <translation>Osso, ombreggiato</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>Osso</translation>
    </message>
    <message>
        <source>Soft tissue</source>
        <translation>Tessuti molli</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>Polmone</translation>
    </message>
    <message>
        <source>Vessels with contrast</source>
        <translation>Vasi con contrasto</translation>
    </message>
    <message>
        <source>Skin</source>
        <translation>Pelle</translation>
    </message>
    <message>
        <source>Maximum (MIP)</source>
        <translation>Massimo (MIP)</translation>
    </message>
    <message>
        <source>Surface, any modality</source>
        <translation>Superficie, ogni modalità</translation>
    </message>
    <message>
        <source>Translucent, any modality</source>
        <translation>Traslucido, ogni modalità</translation>
    </message>
</context>
<context>
    <name>WindowPreset</name>
    <message>
        <source>SUV 0 to 5</source>
        <translation>SUV da 0 a 5</translation>
    </message>
    <message>
        <source>SUV 0 to 10</source>
        <translation>SUV da 0 a 10</translation>
    </message>
    <message>
        <source>SUV 0 to 15</source>
        <translation>SUV da 0 a 15</translation>
    </message>
    <message>
        <source>1st to 99th percentile</source>
        <translation>Dal 1º al 99º percentile</translation>
    </message>
    <message>
        <source>5th to 95th percentile</source>
        <translation>Dal 5º al 95º percentile</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>Tutta la gamma</translation>
    </message>
    <message>
        <source>Soft tissue</source>
        <translation>Tessuti molli</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>Polmone</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>Osso</translation>
    </message>
    <message>
        <source>Brain</source>
        <translation>Encefalo</translation>
    </message>
    <message>
        <source>Mediastinum</source>
        <translation>Mediastino</translation>
    </message>
    <message>
        <source>Liver</source>
        <translation>Fegato</translation>
    </message>
    <message>
        <source>Angio</source>
        <translation>Angio</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>Ictus</translation>
    </message>
</context>
<context>
    <name>lastra::gui::CompliancePage</name>
    <message>
        <source>Compliance</source>
        <translation>Conformità</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapporto</translation>
    </message>
    <message>
        <source>Write the report of this dataset as HTML and JSON</source>
        <translation>Scrive il rapporto di questo dataset in HTML e JSON</translation>
    </message>
    <message>
        <source>Judge again</source>
        <translation>Verifica di nuovo</translation>
    </message>
    <message>
        <source>No dataset yet</source>
        <translation>Ancora nessun dataset</translation>
    </message>
    <message>
        <source>A dataset appears here when files are imported. Its status is judged from what is known about it.</source>
        <translation>Un dataset appare qui quando si importano dei file. Il suo stato è giudicato da ciò che se ne sa.</translation>
    </message>
    <message>
        <source>Filter datasets</source>
        <translation>Filtra i dataset</translation>
    </message>
    <message>
        <source>Waiting for me</source>
        <translation>Aspettano me</translation>
    </message>
    <message>
        <source>Expiring soon</source>
        <translation>Scadono presto</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>Dataset</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Dataset</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Stato</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>Cancelli</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>Scadenza</translation>
    </message>
    <message>
        <source>Waiting for</source>
        <translation>In attesa di</translation>
    </message>
    <message>
        <source>Controls</source>
        <translation>Controlli</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Controllo</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Domanda</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Perché</translation>
    </message>
    <message>
        <source>Facts of the control</source>
        <translation>Fatti del controllo</translation>
    </message>
    <message>
        <source>Fact</source>
        <translation>Fatto</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valore</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Source and age</source>
        <translation>Fonte ed età</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Impronta</translation>
    </message>
    <message>
        <source>State facts from a file...</source>
        <translation>Dichiara fatti da un file...</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Storia</translation>
    </message>
    <message>
        <source>%1 not compliant</source>
        <translation>%1 non conformi</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation>%1 non noti</translation>
    </message>
    <message>
        <source>%1 attention</source>
        <translation>%1 da seguire</translation>
    </message>
    <message>
        <source>%1 compliant</source>
        <translation>%1 conformi</translation>
    </message>
    <message>
        <source>Select a dataset</source>
        <translation>Scegli un dataset</translation>
    </message>
    <message>
        <source>Waiting for: %1</source>
        <translation>In attesa di: %1</translation>
    </message>
    <message>
        <source>What would change it.</source>
        <translation>Che cosa lo cambierebbe.</translation>
    </message>
    <message>
        <source>Show only what applies</source>
        <translation>Mostra solo ciò che si applica</translation>
    </message>
    <message>
        <source>Show all %1 controls</source>
        <translation>Mostra tutti i %1 controlli</translation>
    </message>
    <message>
        <source>%1 shown</source>
        <translation>%1 mostrati</translation>
    </message>
    <message numerus="yes">
        <source>Filter %Ln dataset(s)</source>
        <translation>
            <numerusform>Filtra %Ln dataset</numerusform>
            <numerusform>Filtra %Ln dataset</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::ComplianceWords</name>
    <message>
        <source>observed</source>
        <translation>osservato</translation>
    </message>
    <message>
        <source>fetched</source>
        <translation>ricevuto</translation>
    </message>
    <message>
        <source>attested</source>
        <translation>dichiarato</translation>
    </message>
    <message>
        <source>document</source>
        <translation>documento</translation>
    </message>
    <message>
        <source>looked for, not there</source>
        <translation>cercato, non c&apos;è</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>non noto</translation>
    </message>
</context>
<context>
    <name>lastra::gui::ContactSheet</name>
    <message>
        <source>No picture</source>
        <translation>Nessuna immagine</translation>
    </message>
</context>
<context>
    <name>lastra::gui::DeidWords</name>
    <message>
        <source>Remove</source>
        <translation>Toglie</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Svuota</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Sostituisce</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Tiene</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>Pulisce</translation>
    </message>
    <message>
        <source>New UID</source>
        <translation>Nuovo UID</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Sposta</translation>
    </message>
    <message>
        <source>basic profile</source>
        <translation>profilo di base</translation>
    </message>
    <message>
        <source>project pseudonym</source>
        <translation>pseudonimo del progetto</translation>
    </message>
    <message>
        <source>longitudinal, one shift per subject</source>
        <translation>longitudinale, uno spostamento per soggetto</translation>
    </message>
    <message>
        <source>not in the dictionary</source>
        <translation>non nel dizionario</translation>
    </message>
    <message>
        <source>private, not in the safe list</source>
        <translation>privato, non nell&apos;elenco sicuro</translation>
    </message>
    <message>
        <source>private, in the safe list</source>
        <translation>privato, nell&apos;elenco sicuro</translation>
    </message>
    <message>
        <source>clean descriptors</source>
        <translation>descrizioni pulite</translation>
    </message>
    <message>
        <source>patient characteristics</source>
        <translation>caratteristiche del paziente</translation>
    </message>
    <message>
        <source>keyed, same in all files</source>
        <translation>con chiave, uguale in tutti i file</translation>
    </message>
    <message>
        <source>by its type</source>
        <translation>per il suo tipo</translation>
    </message>
    <message>
        <source>rule of the project</source>
        <translation>regola del progetto</translation>
    </message>
    <message>
        <source>says how it was de-identified</source>
        <translation>dice come è stato de-identificato</translation>
    </message>
    <message>
        <source>technical, not identifying</source>
        <translation>tecnico, non identifica</translation>
    </message>
    <message>
        <source>code of a standard list</source>
        <translation>codice di un elenco standard</translation>
    </message>
    <message>
        <source>truncated</source>
        <translation>troncato</translation>
    </message>
    <message>
        <source>malformed</source>
        <translation>malformato</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>troppo grande</translation>
    </message>
    <message>
        <source>private kind of object</source>
        <translation>oggetto di tipo privato</translation>
    </message>
    <message>
        <source>unknown kind of object</source>
        <translation>oggetto di tipo ignoto</translation>
    </message>
    <message>
        <source>document inside</source>
        <translation>documento incluso</translation>
    </message>
    <message>
        <source>structured report</source>
        <translation>referto strutturato</translation>
    </message>
    <message>
        <source>text burned into the picture</source>
        <translation>testo impresso nell&apos;immagine</translation>
    </message>
    <message>
        <source>raw data</source>
        <translation>dati grezzi</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>voce</translation>
    </message>
    <message>
        <source>program code in the preamble</source>
        <translation>codice eseguibile nel preambolo</translation>
    </message>
    <message>
        <source>overlay in the pixels</source>
        <translation>sovrapposizione nei pixel</translation>
    </message>
    <message>
        <source>no UID</source>
        <translation>senza UID</translation>
    </message>
    <message>
        <source>same UID twice</source>
        <translation>stesso UID due volte</translation>
    </message>
    <message>
        <source>pixels truncated</source>
        <translation>pixel troncati</translation>
    </message>
    <message>
        <source>identifying digits among the pixels</source>
        <translation>cifre identificative tra i pixel</translation>
    </message>
    <message>
        <source>identifying digits in binary data</source>
        <translation>cifre identificative in dati binari</translation>
    </message>
    <message>
        <source>transfer syntax</source>
        <translation>sintassi di trasferimento</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>illeggibile</translation>
    </message>
    <message>
        <source>not DICOM</source>
        <translation>non DICOM</translation>
    </message>
    <message>
        <source>DICOM directory</source>
        <translation>indice DICOM</translation>
    </message>
    <message>
        <source>identifier inside a measured number</source>
        <translation>identificativo dentro un numero misurato</translation>
    </message>
    <message>
        <source>Names in text</source>
        <translation>Nomi nel testo</translation>
    </message>
    <message>
        <source>Original UIDs</source>
        <translation>UID originali</translation>
    </message>
    <message>
        <source>Original dates</source>
        <translation>Date originali</translation>
    </message>
    <message>
        <source>File names</source>
        <translation>Nomi dei file</translation>
    </message>
    <message>
        <source>Known fields</source>
        <translation>Campi noti</translation>
    </message>
    <message>
        <source>Private fields</source>
        <translation>Campi privati</translation>
    </message>
    <message>
        <source>Markers</source>
        <translation>Marcatori</translation>
    </message>
    <message>
        <source>File header</source>
        <translation>Intestazione del file</translation>
    </message>
    <message>
        <source>Preamble</source>
        <translation>Preambolo</translation>
    </message>
    <message>
        <source>Bytes after the end</source>
        <translation>Byte dopo la fine</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>UIDs whole</source>
        <translation>UID completi</translation>
    </message>
    <message>
        <source>Pseudonyms</source>
        <translation>Pseudonimi</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Riferimenti</translation>
    </message>
    <message>
        <source>Intervals between dates</source>
        <translation>Intervalli fra le date</translation>
    </message>
    <message>
        <source>Every file accounted for</source>
        <translation>Ogni file ha un esito</translation>
    </message>
    <message>
        <source>Foreign files</source>
        <translation>File estranei</translation>
    </message>
    <message>
        <source>Something to verify</source>
        <translation>Qualcosa da verificare</translation>
    </message>
    <message>
        <source>Readable files</source>
        <translation>File leggibili</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln subject(s)</source>
        <translation>
            <numerusform>%Ln soggetto</numerusform>
            <numerusform>%Ln soggetti</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>lastra::gui::DeidentifyPage</name>
    <message>
        <source>De-identify</source>
        <translation>De-identifica</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importa</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Politica</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>Che cosa cambia</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verifica</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Revisione</translation>
    </message>
    <message>
        <source>Sign off</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Nothing to de-identify yet</source>
        <translation>Ancora nulla da de-identificare</translation>
    </message>
    <message>
        <source>Import a folder of DICOM files. The originals are only read, never written to.</source>
        <translation>Importa una cartella di file DICOM. Gli originali sono solo letti, mai scritti.</translation>
    </message>
    <message>
        <source>Import a folder...</source>
        <translation>Importa una cartella...</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Dataset</translation>
    </message>
    <message>
        <source>Show what will change</source>
        <translation>Mostra che cosa cambia</translation>
    </message>
    <message>
        <source>De-identify and verify</source>
        <translation>De-identifica e verifica</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Che cosa cambia</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Cambiati</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Tenuti</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>Attributo</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Prima</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Dopo</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Azione</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Perché</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Nothing read yet</source>
        <translation>Ancora nulla di letto</translation>
    </message>
    <message>
        <source>Choose a dataset and a policy, then look at what will change before anything is written.</source>
        <translation>Scegli un dataset e una politica, poi guarda che cosa cambia prima che si scriva qualcosa.</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Prima e dopo</translation>
    </message>
    <message>
        <source>Contains patient data</source>
        <translation>Contiene dati del paziente</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Spazio</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>pulita</translation>
    </message>
    <message>
        <source>not clean</source>
        <translation>non pulita</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>annulla</translation>
    </message>
    <message>
        <source>Images to review</source>
        <translation>Immagini da rivedere</translation>
    </message>
    <message>
        <source>Release gates</source>
        <translation>Cancelli di rilascio</translation>
    </message>
    <message>
        <source>What the sample shows</source>
        <translation>Che cosa mostra il campione</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Prove</translation>
    </message>
    <message>
        <source>Open the result</source>
        <translation>Apri il risultato</translation>
    </message>
    <message>
        <source>Show its controls</source>
        <translation>Mostra i suoi controlli</translation>
    </message>
    <message>
        <source>Release...</source>
        <translation>Rilascia...</translation>
    </message>
    <message>
        <source>Changed %1</source>
        <translation>Cambiati %1</translation>
    </message>
    <message>
        <source>Kept %1</source>
        <translation>Tenuti %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nessuno</translation>
    </message>
    <message>
        <source>%1 of %2 seen</source>
        <translation>%1 di %2 viste</translation>
    </message>
    <message>
        <source>Known once the files have been written and verified.</source>
        <translation>Noti quando i file saranno scritti e verificati.</translation>
    </message>
    <message>
        <source>Signed off</source>
        <translation>Firmato</translation>
    </message>
    <message>
        <source>Hand over the key...</source>
        <translation>Consegna la chiave...</translation>
    </message>
    <message>
        <source>Pseudonymised data may leave only while the key lies with its keeper, not here.</source>
        <translation>I dati pseudonimizzati possono uscire solo mentre la chiave è presso il suo custode, non qui.</translation>
    </message>
    <message>
        <source>These are at most three images of each series: the first, the middle, the last. What is burned into an image between them is not seen here.</source>
        <translation>Sono al più tre immagini di ogni serie: la prima, la centrale e l&apos;ultima. Ciò che è impresso in un&apos;immagine intermedia qui non si vede.</translation>
    </message>
    <message>
        <source>%1, image %2</source>
        <translation>%1, immagine %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln rule(s) touch these files</source>
        <translation>
            <numerusform>%Ln regola tocca questi file</numerusform>
            <numerusform>%Ln regole toccano questi file</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::Label</name>
    <message>
        <source>Copy</source>
        <translation>Copia</translation>
    </message>
</context>
<context>
    <name>lastra::gui::MainWindow</name>
    <message>
        <source>Projects</source>
        <translation>Progetti</translation>
    </message>
    <message>
        <source>De-identify</source>
        <translation>De-identifica</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lettura</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>Trial</translation>
    </message>
    <message>
        <source>Compliance</source>
        <translation>Conformità</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Impostazioni</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Questo computer</translation>
    </message>
    <message>
        <source>No network needed</source>
        <translation>Rete non necessaria</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Nessuno</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Vai a</translation>
    </message>
    <message>
        <source>File</source>
        <translation>File</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Vista</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Aiuto</translation>
    </message>
    <message>
        <source>Shows this place</source>
        <translation>Mostra questo posto</translation>
    </message>
    <message>
        <source>Look, language, site, keys</source>
        <translation>Aspetto, lingua, sito, tasti</translation>
    </message>
    <message>
        <source>Takes a folder of DICOM files into the library; the originals are only read</source>
        <translation>Porta una cartella di file DICOM nell&apos;archivio locale; gli originali sono solo letti</translation>
    </message>
    <message>
        <source>Make a sample cohort</source>
        <translation>Crea una coorte di esempio</translation>
    </message>
    <message>
        <source>Three invented patients drawn by the simulation engine</source>
        <translation>Tre pazienti inventati, disegnati dal motore di simulazione</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Nuovo progetto</translation>
    </message>
    <message>
        <source>Makes a project on this computer</source>
        <translation>Crea un progetto su questo computer</translation>
    </message>
    <message>
        <source>Find in archive</source>
        <translation>Cerca nell&apos;archivio</translation>
    </message>
    <message>
        <source>Finds a session, a site or a command by name</source>
        <translation>Trova per nome una sessione, un sito o un comando</translation>
    </message>
    <message>
        <source>New trial...</source>
        <translation>Nuovo trial...</translation>
    </message>
    <message>
        <source>Plans a virtual imaging trial</source>
        <translation>Progetta un trial di imaging virtuale</translation>
    </message>
    <message>
        <source>Show what will change</source>
        <translation>Mostra che cosa cambia</translation>
    </message>
    <message>
        <source>Reads the dataset and lists what de-identification will do</source>
        <translation>Legge il dataset ed elenca che cosa farà la de-identificazione</translation>
    </message>
    <message>
        <source>Write the compliance report</source>
        <translation>Scrivi il rapporto di conformità</translation>
    </message>
    <message>
        <source>HTML and JSON of the selected dataset</source>
        <translation>HTML e JSON del dataset scelto</translation>
    </message>
    <message>
        <source>Connect a site...</source>
        <translation>Collega un sito...</translation>
    </message>
    <message>
        <source>Signs in through the browser or with a code</source>
        <translation>Accede dal browser o con un codice</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Cerca o esegui un comando</translation>
    </message>
    <message>
        <source>Open or close the task drawer</source>
        <translation>Apri o chiudi il cassetto delle attività</translation>
    </message>
    <message>
        <source>Fold or unfold the inspector</source>
        <translation>Chiudi o apri il pannello di dettaglio</translation>
    </message>
    <message>
        <source>Switch between dark and light</source>
        <translation>Passa da scuro a chiaro e viceversa</translation>
    </message>
    <message>
        <source>Next area of the window</source>
        <translation>Area seguente della finestra</translation>
    </message>
    <message>
        <source>Previous area of the window</source>
        <translation>Area precedente della finestra</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Tutti i tasti</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Esci</translation>
    </message>
    <message>
        <source>Import a folder of DICOM files</source>
        <translation>Importa una cartella di file DICOM</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importa</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>Apri...</translation>
    </message>
    <message>
        <source>Takes DICOM files into the library; the originals are only read</source>
        <translation>Porta file DICOM nella libreria; gli originali vengono solo letti</translation>
    </message>
    <message>
        <source>Import a folder...</source>
        <translation>Importa una cartella...</translation>
    </message>
    <message>
        <source>Open the menu</source>
        <translation>Apri il menu</translation>
    </message>
    <message>
        <source>Open DICOM files</source>
        <translation>Apri file DICOM</translation>
    </message>
</context>
<context>
    <name>lastra::gui::MeasurementPanel</name>
    <message>
        <source>Measurements</source>
        <translation>Misure</translation>
    </message>
    <message>
        <source>Draw with Length (L), Ellipse (E) or Probe (P): drag, or click both ends. By key, Ctrl and the arrows move the point and Space sets it. Measurements are kept with the series.</source>
        <translation>Disegna con Lunghezza (L), Ellisse (E) o Punto (P): trascina, o fai clic sui due estremi. Da tastiera, Ctrl e le frecce muovono il punto e Spazio lo fissa. Le misure restano con la serie.</translation>
    </message>
</context>
<context>
    <name>lastra::gui::NewTrialDialog</name>
    <message>
        <source>New trial</source>
        <translation>Nuovo trial</translation>
    </message>
    <message>
        <source>Nodule detection, dose</source>
        <translation>Rilevazione di noduli, dose</translation>
    </message>
    <message>
        <source>What do you want to compare?</source>
        <translation>Che cosa vuoi confrontare?</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titolo</translation>
    </message>
    <message>
        <source>Virtual patients</source>
        <translation>Pazienti virtuali</translation>
    </message>
    <message>
        <source>The same anatomy under every arm.</source>
        <translation>La stessa anatomia in ogni braccio.</translation>
    </message>
    <message>
        <source>Noise realisations</source>
        <translation>Realizzazioni del rumore</translation>
    </message>
    <message>
        <source>Doses, mAs</source>
        <translation>Dosi, mAs</translation>
    </message>
    <message>
        <source>Separate them by a semicolon.</source>
        <translation>Separale con un punto e virgola.</translation>
    </message>
    <message>
        <source>Tube voltages, kV</source>
        <translation>Tensioni del tubo, kV</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>Nodule diameter</source>
        <translation>Diametro del nodulo</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Fette</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>Matrice</translation>
    </message>
    <message>
        <source>Reconstruction kernels</source>
        <translation>Filtri di ricostruzione</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>Plan this trial</source>
        <translation>Progetta questo trial</translation>
    </message>
    <message>
        <source>Give the trial a title.</source>
        <translation>Dai un titolo al trial.</translation>
    </message>
    <message>
        <source>Use doses from 1 to 1000 mAs, separated by semicolons.</source>
        <translation>Usa dosi da 1 a 1000 mAs, separate da punto e virgola.</translation>
    </message>
    <message>
        <source>Use tube voltages from 60 to 150 kV, separated by semicolons.</source>
        <translation>Usa tensioni da 60 a 150 kV, separate da punto e virgola.</translation>
    </message>
    <message>
        <source>Choose at least one kernel.</source>
        <translation>Scegli almeno un filtro.</translation>
    </message>
</context>
<context>
    <name>lastra::gui::ObjectWords</name>
    <message>
        <source>RT Structure Set</source>
        <translation>Insieme di strutture RT</translation>
    </message>
    <message>
        <source>Contours drawn on the images of another series, no image of its own.</source>
        <translation>Contorni disegnati sulle immagini di un&apos;altra serie, nessuna immagine propria.</translation>
    </message>
    <message>
        <source>RT Plan</source>
        <translation>Piano RT</translation>
    </message>
    <message>
        <source>The beams and doses of a treatment as numbers, no image.</source>
        <translation>I fasci e le dosi di un trattamento in numeri, nessuna immagine.</translation>
    </message>
    <message>
        <source>RT Treatment Record</source>
        <translation>Registro di trattamento RT</translation>
    </message>
    <message>
        <source>What was given in a treatment session as numbers, no image.</source>
        <translation>Quanto erogato in una seduta di trattamento in numeri, nessuna immagine.</translation>
    </message>
    <message>
        <source>RT Dose without a grid</source>
        <translation>Dose RT senza griglia</translation>
    </message>
    <message>
        <source>A dose as histograms or numbers, without the grid that could be shown.</source>
        <translation>Una dose come istogrammi o numeri, senza la griglia che si potrebbe mostrare.</translation>
    </message>
    <message>
        <source>Structured report</source>
        <translation>Referto strutturato</translation>
    </message>
    <message>
        <source>Findings and measurements as coded text, no image.</source>
        <translation>Reperti e misure come testo codificato, nessuna immagine.</translation>
    </message>
    <message>
        <source>Key image note</source>
        <translation>Nota di immagini chiave</translation>
    </message>
    <message>
        <source>A list of images of other series marked as important, no image of its own.</source>
        <translation>Un elenco di immagini di altre serie segnate come importanti, nessuna immagine propria.</translation>
    </message>
    <message>
        <source>Presentation state</source>
        <translation>Stato di presentazione</translation>
    </message>
    <message>
        <source>How the images of another series were to be shown (window, zoom, marks), no image of its own.</source>
        <translation>Come mostrare le immagini di un&apos;altra serie (finestra, zoom, segni), nessuna immagine propria.</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>Forma d&apos;onda</translation>
    </message>
    <message>
        <source>A recording over time such as an ECG or a pressure curve, no image.</source>
        <translation>Una registrazione nel tempo, come un ECG o una curva di pressione, nessuna immagine.</translation>
    </message>
    <message>
        <source>Encapsulated document</source>
        <translation>Documento incapsulato</translation>
    </message>
    <message>
        <source>A document (PDF or CDA) inside a DICOM file, no image.</source>
        <translation>Un documento (PDF o CDA) dentro un file DICOM, nessuna immagine.</translation>
    </message>
    <message>
        <source>3-D model</source>
        <translation>Modello 3-D</translation>
    </message>
    <message>
        <source>A surface for printing or planning (STL, OBJ), no image.</source>
        <translation>Una superficie per la stampa o la pianificazione (STL, OBJ), nessuna immagine.</translation>
    </message>
    <message>
        <source>Spatial registration</source>
        <translation>Registrazione spaziale</translation>
    </message>
    <message>
        <source>How two other series lie on each other as numbers, no image.</source>
        <translation>Come due altre serie si sovrappongono, in numeri, nessuna immagine.</translation>
    </message>
    <message>
        <source>Spatial fiducials</source>
        <translation>Punti di riferimento spaziali</translation>
    </message>
    <message>
        <source>Points marked in other images, no image of its own.</source>
        <translation>Punti segnati in altre immagini, nessuna immagine propria.</translation>
    </message>
    <message>
        <source>Surface segmentation</source>
        <translation>Segmentazione di superfici</translation>
    </message>
    <message>
        <source>Surfaces of structures as triangles, no image of its own.</source>
        <translation>Superfici di strutture come triangoli, nessuna immagine propria.</translation>
    </message>
    <message>
        <source>Tractography</source>
        <translation>Trattografia</translation>
    </message>
    <message>
        <source>Paths of nerve fibres as lines, no image of its own.</source>
        <translation>Percorsi di fibre nervose come linee, nessuna immagine propria.</translation>
    </message>
    <message>
        <source>Real world value mapping</source>
        <translation>Mappa dei valori reali</translation>
    </message>
    <message>
        <source>What the pixel values of another series mean, no image of its own.</source>
        <translation>Che cosa significano i valori dei pixel di un&apos;altra serie, nessuna immagine propria.</translation>
    </message>
    <message>
        <source>MR spectroscopy</source>
        <translation>Spettroscopia RM</translation>
    </message>
    <message>
        <source>Spectra as numbers, no image.</source>
        <translation>Spettri in numeri, nessuna immagine.</translation>
    </message>
    <message>
        <source>Raw data</source>
        <translation>Dati grezzi</translation>
    </message>
    <message>
        <source>Data of the scanner before any image was made of them, no image.</source>
        <translation>Dati dello scanner prima che se ne ricavasse un&apos;immagine, nessuna immagine.</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>Annotazioni</translation>
    </message>
    <message>
        <source>Marks drawn on the images of another series, no image of its own.</source>
        <translation>Segni disegnati sulle immagini di un&apos;altra serie, nessuna immagine propria.</translation>
    </message>
    <message>
        <source>Object without an image</source>
        <translation>Oggetto senza immagine</translation>
    </message>
    <message>
        <source>A valid DICOM object that holds no pixels: nothing in it is a picture.</source>
        <translation>Un oggetto DICOM valido che non contiene pixel: nulla in esso è una figura.</translation>
    </message>
</context>
<context>
    <name>lastra::gui::PageHeader</name>
    <message>
        <source>More</source>
        <translation>Altro</translation>
    </message>
</context>
<context>
    <name>lastra::gui::Palette</name>
    <message>
        <source>Commands</source>
        <translation>Comandi</translation>
    </message>
    <message>
        <source>Type a command, a session or a setting</source>
        <translation>Scrivi un comando, una sessione o un&apos;impostazione</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Cerca o esegui un comando</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Risultati</translation>
    </message>
    <message>
        <source>move</source>
        <translation>sposta</translation>
    </message>
    <message>
        <source>run</source>
        <translation>esegui</translation>
    </message>
    <message>
        <source>close</source>
        <translation>chiudi</translation>
    </message>
</context>
<context>
    <name>lastra::gui::PaneTexts</name>
    <message>
        <source>No label</source>
        <translation>Senza etichetta</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>Axial</source>
        <translation>Assiale</translation>
    </message>
    <message>
        <source>Coronal</source>
        <translation>Coronale</translation>
    </message>
    <message>
        <source>Sagittal</source>
        <translation>Sagittale</translation>
    </message>
    <message>
        <source>3-D</source>
        <translation>3-D</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Immagini</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 immagine</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 immagini</translation>
    </message>
    <message>
        <source>NOT FOR DIAGNOSTIC USE</source>
        <translation>NON PER USO DIAGNOSTICO</translation>
    </message>
    <message>
        <source>Table of the file</source>
        <translation>Tabella del file</translation>
    </message>
    <message>
        <source>W %1  L %2</source>
        <translation>W %1  L %2</translation>
    </message>
    <message>
        <source>patient mm</source>
        <translation>mm paziente</translation>
    </message>
    <message>
        <source>calibrated mm</source>
        <translation>mm calibrati</translation>
    </message>
    <message>
        <source>mm at the detector</source>
        <translation>mm al rivelatore</translation>
    </message>
    <message>
        <source>estimated mm</source>
        <translation>mm stimati</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>pixel</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>calibrati</translation>
    </message>
    <message>
        <source>at the detector</source>
        <translation>al rivelatore</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>stimata</translation>
    </message>
    <message>
        <source>Zoom %1 %</source>
        <translation>Zoom %1 %</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Lunghezza</translation>
    </message>
    <message>
        <source>Ellipse region</source>
        <translation>Regione ellittica</translation>
    </message>
    <message>
        <source>Point value</source>
        <translation>Valore in un punto</translation>
    </message>
    <message>
        <source>image %1</source>
        <translation>immagine %1</translation>
    </message>
    <message>
        <source>one point</source>
        <translation>un punto</translation>
    </message>
    <message>
        <source>LOSSY</source>
        <translation>CON PERDITA</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULATA</translation>
    </message>
    <message>
        <source>patient</source>
        <translation>nel paziente</translation>
    </message>
    <message>
        <source>PARTIAL %1/%2</source>
        <translation>PARZIALE %1/%2</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>non letto</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>nessun valore</translation>
    </message>
    <message>
        <source>n %1 of %2</source>
        <translation>n %1 di %2</translation>
    </message>
    <message>
        <source>n %1</source>
        <translation>n %1</translation>
    </message>
    <message>
        <source>%1 to %2, %3</source>
        <translation>da %1 a %2, %3</translation>
    </message>
    <message>
        <source>Picture %1 / %2</source>
        <translation>Immagine %1 / %2</translation>
    </message>
    <message>
        <source>1 repeated image not shown</source>
        <translation>1 immagine ripetuta non mostrata</translation>
    </message>
    <message>
        <source>%1 repeated images not shown</source>
        <translation>%1 immagini ripetute non mostrate</translation>
    </message>
    <message>
        <source>axial slice %1</source>
        <translation>assiale, strato %1</translation>
    </message>
    <message>
        <source>coronal slice %1</source>
        <translation>coronale, strato %1</translation>
    </message>
    <message>
        <source>sagittal slice %1</source>
        <translation>sagittale, strato %1</translation>
    </message>
    <message>
        <source>acquired image %1</source>
        <translation>immagine acquisita %1</translation>
    </message>
</context>
<context>
    <name>lastra::gui::Plot</name>
    <message>
        <source>%1, %2 points</source>
        <translation>%1, %2 punti</translation>
    </message>
    <message>
        <source>Plot of %1 against %2: %3</source>
        <translation>Grafico di %1 rispetto a %2: %3</translation>
    </message>
</context>
<context>
    <name>lastra::gui::ProjectsPage</name>
    <message>
        <source>Projects</source>
        <translation>Progetti</translation>
    </message>
    <message>
        <source>Sites and projects</source>
        <translation>Siti e progetti</translation>
    </message>
    <message>
        <source>Filter sessions</source>
        <translation>Filtra le sessioni</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Ultimi 30 giorni</translation>
    </message>
    <message>
        <source>Needs a person</source>
        <translation>Serve una persona</translation>
    </message>
    <message>
        <source>Expires in 30 days</source>
        <translation>Scade entro 30 giorni</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessioni</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Soggetto</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sessione</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>Modalità</translation>
    </message>
    <message>
        <source>Acquired</source>
        <translation>Acquisita</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Immagini</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dove</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Stato</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>Cancelli</translation>
    </message>
    <message>
        <source>Next expiry</source>
        <translation>Scadenza</translation>
    </message>
    <message>
        <source>Waiting for</source>
        <translation>In attesa di</translation>
    </message>
    <message>
        <source>Import a folder...</source>
        <translation>Importa una cartella...</translation>
    </message>
    <message>
        <source>Make a sample cohort</source>
        <translation>Crea una coorte di esempio</translation>
    </message>
    <message>
        <source>Fold the inspector (F9)</source>
        <translation>Chiudi il pannello (F9)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Apri</translation>
    </message>
    <message>
        <source>Pull</source>
        <translation>Scarica</translation>
    </message>
    <message>
        <source>Push...</source>
        <translation>Invia...</translation>
    </message>
    <message>
        <source>De-identify...</source>
        <translation>De-identifica...</translation>
    </message>
    <message>
        <source>Series of the session</source>
        <translation>Serie della sessione</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>non noto</translation>
    </message>
    <message>
        <source>archive and this computer</source>
        <translation>archivio e questo computer</translation>
    </message>
    <message>
        <source>archive</source>
        <translation>archivio</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>questo computer</translation>
    </message>
    <message>
        <source>No images yet</source>
        <translation>Ancora nessuna immagine</translation>
    </message>
    <message>
        <source>Drop a folder with DICOM files anywhere on this window, or import one.</source>
        <translation>Trascina una cartella con file DICOM su questa finestra, o importane una.</translation>
    </message>
    <message>
        <source>No sessions here</source>
        <translation>Qui non ci sono sessioni</translation>
    </message>
    <message>
        <source>Import a folder into this project, or choose another project at the left.</source>
        <translation>Importa una cartella in questo progetto, o scegline un altro a sinistra.</translation>
    </message>
    <message>
        <source>1 selected of %1</source>
        <translation>1 scelta di %1</translation>
    </message>
    <message>
        <source>No session selected</source>
        <translation>Nessuna sessione scelta</translation>
    </message>
    <message>
        <source>Select one to see its series and status.</source>
        <translation>Scegline una per vedere le serie e lo stato.</translation>
    </message>
    <message numerus="yes">
        <source>%1, %Ln session(s)</source>
        <translation>
            <numerusform>%1, %Ln sessione</numerusform>
            <numerusform>%1, %Ln sessioni</numerusform>
        </translation>
    </message>
    <message>
        <source>The files name no patient.</source>
        <translation>I file non nominano alcun paziente.</translation>
    </message>
    <message>
        <source>The files give neither a date nor a description.</source>
        <translation>I file non danno né data né descrizione.</translation>
    </message>
    <message>
        <source>The files state no modality.</source>
        <translation>I file non indicano la modalità.</translation>
    </message>
    <message>
        <source>Nothing expires.</source>
        <translation>Nulla scade.</translation>
    </message>
    <message>
        <source>Known once the session is on this computer.</source>
        <translation>Noto quando la sessione sarà su questo computer.</translation>
    </message>
    <message>
        <source>Nobody&apos;s turn.</source>
        <translation>Non tocca a nessuno.</translation>
    </message>
    <message numerus="yes">
        <source>Filter %Ln session(s)</source>
        <translation>
            <numerusform>Filtra %Ln sessione</numerusform>
            <numerusform>Filtra %Ln sessioni</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s)</source>
        <translation>
            <numerusform>%Ln sessione</numerusform>
            <numerusform>%Ln sessioni</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::Rail</name>
    <message>
        <source>Places</source>
        <translation>Posti</translation>
    </message>
</context>
<context>
    <name>lastra::gui::ReadPage</name>
    <message>
        <source>Read</source>
        <translation>Lettura</translation>
    </message>
    <message>
        <source>Nothing open</source>
        <translation>Nulla di aperto</translation>
    </message>
    <message>
        <source>Open a session from Projects, a folder of DICOM files, or drop one anywhere on this window.</source>
        <translation>Apri una sessione da Progetti o una cartella di file DICOM, o trascinala su questa finestra.</translation>
    </message>
    <message>
        <source>Choose a session</source>
        <translation>Scegli una sessione</translation>
    </message>
    <message>
        <source>Open a folder...</source>
        <translation>Apri una cartella...</translation>
    </message>
</context>
<context>
    <name>lastra::gui::ReadToolBar</name>
    <message>
        <source>Reading tools</source>
        <translation>Strumenti di lettura</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Disposizione</translation>
    </message>
</context>
<context>
    <name>lastra::gui::ReadView</name>
    <message>
        <source>No series open</source>
        <translation>Nessuna serie aperta</translation>
    </message>
    <message>
        <source>Open a folder of images, or choose a session under Projects.</source>
        <translation>Apri una cartella di immagini, o scegli una sessione in Progetti.</translation>
    </message>
    <message>
        <source>Open images</source>
        <translation>Apri immagini</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lettura</translation>
    </message>
    <message>
        <source>Window preset %1</source>
        <translation>Finestra predefinita %1</translation>
    </message>
    <message>
        <source>The window of this number for the images shown.</source>
        <translation>La finestra con questo numero per le immagini mostrate.</translation>
    </message>
    <message>
        <source>Next series</source>
        <translation>Serie seguente</translation>
    </message>
    <message>
        <source>The next series of the strip.</source>
        <translation>La serie che segue nella striscia.</translation>
    </message>
    <message>
        <source>Previous series</source>
        <translation>Serie precedente</translation>
    </message>
    <message>
        <source>The series before in the strip.</source>
        <translation>La serie che precede nella striscia.</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>Apri %1</translation>
    </message>
    <message>
        <source>Images that could not be decoded stay black: %1.</source>
        <translation>Le immagini che non si sono potute decodificare restano nere: %1.</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Ho capito</translation>
    </message>
    <message>
        <source>The series could not be opened.</source>
        <translation>La serie non si è potuta aprire.</translation>
    </message>
    <message>
        <source>images %1 and %2</source>
        <translation>le immagini %1 e %2</translation>
    </message>
    <message>
        <source>The distance between %1 is %2 mm instead of %3 mm.</source>
        <translation>La distanza fra %1 è %2 mm invece di %3 mm.</translation>
    </message>
    <message>
        <source>An image is missing between %1.</source>
        <translation>Manca un&apos;immagine fra %1.</translation>
    </message>
    <message>
        <source>Two images lie at the same place: %1.</source>
        <translation>Due immagini sono nello stesso posto: %1.</translation>
    </message>
    <message>
        <source>The gantry was tilted by %1°.</source>
        <translation>Il gantry era inclinato di %1°.</translation>
    </message>
    <message>
        <source>Measure along the stack with care; within one image lengths are right.</source>
        <translation>Misura con cautela lungo la serie; dentro un&apos;immagine le lunghezze sono giuste.</translation>
    </message>
    <message>
        <source>Places like it: %1 more.</source>
        <translation>Altri punti simili: %1.</translation>
    </message>
    <message>
        <source>The measurements of this series could not be read.</source>
        <translation>Le misure di questa serie non si sono potute leggere.</translation>
    </message>
    <message>
        <source>The measurements could not be saved.</source>
        <translation>Le misure non si sono potute salvare.</translation>
    </message>
    <message>
        <source>Show the images</source>
        <translation>Mostra le immagini</translation>
    </message>
    <message>
        <source>Page Up and Page Down go to the other series.</source>
        <translation>Pag su e Pag giù portano alle altre serie.</translation>
    </message>
    <message>
        <source>Their files have the SOP Instance UID of an image that is shown.</source>
        <translation>I loro file hanno il SOP Instance UID di un&apos;immagine già mostrata.</translation>
    </message>
</context>
<context>
    <name>lastra::gui::SeriesStrip</name>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>No date</source>
        <translation>Senza data</translation>
    </message>
    <message>
        <source>current</source>
        <translation>attuale</translation>
    </message>
    <message>
        <source>prior</source>
        <translation>precedente</translation>
    </message>
    <message>
        <source>no image</source>
        <translation>senza figura</translation>
    </message>
</context>
<context>
    <name>lastra::gui::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Impostazioni</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aspetto</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Reading panes stay black in both.</source>
        <translation>I riquadri di lettura restano neri in entrambi.</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Scuro</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Chiaro</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Righe</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Compatte</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <translation>Comode</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Dimensione del testo</translation>
    </message>
    <message>
        <source>Rows and text size change when Lastra starts again.</source>
        <translation>Righe e testo cambiano al prossimo avvio di Lastra.</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Contrasto alto</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Lingua</translation>
    </message>
    <message>
        <source>Changes when Lastra starts again.</source>
        <translation>Cambia al prossimo avvio di Lastra.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Come il sistema</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>Sito</translation>
    </message>
    <message>
        <source>Site at start</source>
        <translation>Sito all&apos;avvio</translation>
    </message>
    <message>
        <source>Where identity, data and compute live.</source>
        <translation>Dove stanno identità, dati e calcolo.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Questo computer</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastiera</translation>
    </message>
    <message>
        <source>Every command can be run from the keyboard. Ctrl+K finds it by name.</source>
        <translation>Ogni comando si esegue dalla tastiera. Ctrl+K lo trova per nome.</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>Mostra tutti i tasti</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasti</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Comando</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppo</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tasto</translation>
    </message>
</context>
<context>
    <name>lastra::gui::SignInDialog</name>
    <message>
        <source>Connect a site</source>
        <translation>Collega un sito</translation>
    </message>
    <message>
        <source>Choose a site</source>
        <translation>Scegli un sito</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Accedi</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fatto</translation>
    </message>
    <message>
        <source>Nothing is sent until you push or run something.</source>
        <translation>Nulla è inviato finché non invii o esegui qualcosa.</translation>
    </message>
    <message>
        <source>Your browser opens the site&apos;s own page. Lastra never sees your password.</source>
        <translation>Il browser apre la pagina del sito. Lastra non vede mai la tua password.</translation>
    </message>
    <message>
        <source>Sign in with the browser</source>
        <translation>Accedi con il browser</translation>
    </message>
    <message>
        <source>Use a code on another device</source>
        <translation>Usa un codice su un altro dispositivo</translation>
    </message>
    <message>
        <source>How do you want to sign in?</source>
        <translation>Come vuoi accedere?</translation>
    </message>
    <message>
        <source>Waiting for your browser. Come back here when it says that you may.</source>
        <translation>In attesa del browser. Torna qui quando te lo dice.</translation>
    </message>
    <message>
        <source>Enter this code in the browser</source>
        <translation>Scrivi questo codice nel browser</translation>
    </message>
    <message>
        <source>Time left for the code</source>
        <translation>Tempo rimasto per il codice</translation>
    </message>
    <message>
        <source>Open the browser</source>
        <translation>Apri il browser</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>Copia il codice</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Connessione</translation>
    </message>
    <message>
        <source>Use this computer only</source>
        <translation>Usa solo questo computer</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>Start working</source>
        <translation>Comincia</translation>
    </message>
    <message>
        <source>Sign in to %1</source>
        <translation>Accedi a %1</translation>
    </message>
    <message>
        <source>Code: %1</source>
        <translation>Codice: %1</translation>
    </message>
    <message>
        <source>You are signed in.</source>
        <translation>Hai effettuato l&apos;accesso.</translation>
    </message>
    <message>
        <source>You are signed in as %1.</source>
        <translation>Hai effettuato l&apos;accesso come %1.</translation>
    </message>
    <message>
        <source>The sign-in is kept in the %1 and removed when you sign out.</source>
        <translation>L&apos;accesso è conservato qui: %1. È tolto quando esci.</translation>
    </message>
    <message>
        <source>Waiting for you at %1. The code is good for %2 more.</source>
        <translation>Ti aspetta %1. Il codice vale ancora %2.</translation>
    </message>
</context>
<context>
    <name>lastra::gui::SlicePane</name>
    <message>
        <source>%1 pane</source>
        <translation>Riquadro %1</translation>
    </message>
</context>
<context>
    <name>lastra::gui::StatusWords</name>
    <message>
        <source>Meets</source>
        <translation>Conforme</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Da seguire</translation>
    </message>
    <message>
        <source>Does not meet</source>
        <translation>Non conforme</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Non noto</translation>
    </message>
    <message>
        <source>Not applicable</source>
        <translation>Non applicabile</translation>
    </message>
    <message>
        <source>Compliant</source>
        <translation>Conforme</translation>
    </message>
    <message>
        <source>Attention</source>
        <comment>dataset</comment>
        <translation>Da seguire</translation>
    </message>
    <message>
        <source>Not compliant</source>
        <translation>Non conforme</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Non noto</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>Invio</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>Trial</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Addestramento</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Esportazione</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Catalogo</translation>
    </message>
    <message>
        <source>U</source>
        <comment>letter of the gate Upload</comment>
        <translation>I</translation>
    </message>
    <message>
        <source>T</source>
        <comment>letter of the gate Trial</comment>
        <translation>T</translation>
    </message>
    <message>
        <source>A</source>
        <comment>letter of the gate Train</comment>
        <translation>A</translation>
    </message>
    <message>
        <source>E</source>
        <comment>letter of the gate Export</comment>
        <translation>E</translation>
    </message>
    <message>
        <source>P</source>
        <comment>letter of the gate Publish</comment>
        <translation>C</translation>
    </message>
    <message>
        <source>open</source>
        <translation>aperto</translation>
    </message>
    <message>
        <source>acknowledge</source>
        <translation>da accettare</translation>
    </message>
    <message>
        <source>shut</source>
        <translation>chiuso</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>non noto</translation>
    </message>
    <message>
        <source>not asked for</source>
        <translation>non richiesto</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>gate name, gate state</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>lastra::gui::Stepper</name>
    <message>
        <source>to come</source>
        <translation>da fare</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ora</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fatto</translation>
    </message>
</context>
<context>
    <name>lastra::gui::TaskDrawer</name>
    <message>
        <source>Tasks</source>
        <translation>Attività</translation>
    </message>
    <message>
        <source>Stop and keep what is done</source>
        <translation>Ferma e tieni il lavoro fatto</translation>
    </message>
    <message>
        <source>Forget what has ended</source>
        <translation>Dimentica ciò che è finito</translation>
    </message>
    <message>
        <source>Tasks (Ctrl+J)</source>
        <translation>Attività (Ctrl+J)</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Attività</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avanzamento</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fatto</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Ritmo</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Manca</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Esito</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>in avvio</translation>
    </message>
    <message>
        <source>done in %1</source>
        <translation>fatto in %1</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>fermato</translation>
    </message>
</context>
<context>
    <name>lastra::gui::TaskWords</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 di %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>ancora %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 file(s)</source>
        <translation>
            <numerusform>%1 file</numerusform>
            <numerusform>%1 file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 immagine</numerusform>
            <numerusform>%1 immagini</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 case(s)</source>
        <translation>
            <numerusform>%1 caso</numerusform>
            <numerusform>%1 casi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s)</source>
        <translation>
            <numerusform>%1 riga</numerusform>
            <numerusform>%1 righe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 step(s)</source>
        <translation>
            <numerusform>%1 passo</numerusform>
            <numerusform>%1 passi</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::Toast</name>
    <message>
        <source>Close</source>
        <translation>Chiudi</translation>
    </message>
</context>
<context>
    <name>lastra::gui::TopBar</name>
    <message>
        <source>Search or run a command</source>
        <translation>Cerca o esegui un comando</translation>
    </message>
    <message>
        <source>Site: %1</source>
        <translation>Sito: %1</translation>
    </message>
    <message>
        <source>Site: %1, data stays in %2</source>
        <translation>Sito: %1, i dati restano in %2</translation>
    </message>
    <message>
        <source>Account: %1, %2</source>
        <translation>Account: %1, %2</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>Menu (F10)</source>
        <translation>Menu (F10)</translation>
    </message>
</context>
<context>
    <name>lastra::gui::Tour</name>
    <message>
        <source>waited %1 s in vain: %2</source>
        <translation>atteso invano per %1 s: %2</translation>
    </message>
    <message>
        <source>this did not happen: %1</source>
        <translation>non è avvenuto: %1</translation>
    </message>
    <message>
        <source>sign-in in the browser</source>
        <translation>l&apos;accesso nel browser</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Accesso valido</translation>
    </message>
    <message>
        <source>By the site&apos;s OpenID provider, in the browser, with PKCE.</source>
        <translation>Dal fornitore OpenID del sito, nel browser, con PKCE.</translation>
    </message>
    <message>
        <source>the lists</source>
        <translation>gli elenchi</translation>
    </message>
    <message>
        <source>First start</source>
        <translation>Primo avvio</translation>
    </message>
    <message>
        <source>Nothing is here yet; the page says what to do first.</source>
        <translation>Ancora nulla; la pagina dice che cosa fare per primo.</translation>
    </message>
    <message>
        <source>the site&apos;s sessions</source>
        <translation>le sessioni del sito</translation>
    </message>
    <message>
        <source>a project of the site with a session</source>
        <translation>un progetto del sito con una sessione</translation>
    </message>
    <message>
        <source>a session pulled, and shown here</source>
        <translation>una sessione scaricata e mostrata qui</translation>
    </message>
    <message>
        <source>the released sessions in the list</source>
        <translation>le sessioni rilasciate nell&apos;elenco</translation>
    </message>
    <message>
        <source>Pulled from the archive</source>
        <translation>Scaricato dall&apos;archivio</translation>
    </message>
    <message>
        <source>The site&apos;s projects, and one of its sessions on this computer, digest by digest.</source>
        <translation>I progetti del sito, e una delle sue sessioni su questo computer, impronta per impronta.</translation>
    </message>
    <message>
        <source>Draw the sample cohort</source>
        <translation>Disegna la coorte di esempio</translation>
    </message>
    <message>
        <source>three virtual patients</source>
        <translation>tre pazienti virtuali</translation>
    </message>
    <message>
        <source>the window takes a dropped folder</source>
        <translation>la finestra accetta una cartella trascinata</translation>
    </message>
    <message>
        <source>the import</source>
        <translation>l&apos;importazione</translation>
    </message>
    <message>
        <source>the dataset is in the library</source>
        <translation>il dataset è nell&apos;archivio locale</translation>
    </message>
    <message>
        <source>the project in the tree</source>
        <translation>il progetto nell&apos;albero</translation>
    </message>
    <message>
        <source>the sessions</source>
        <translation>le sessioni</translation>
    </message>
    <message>
        <source>a CT session in the list</source>
        <translation>una sessione CT nell&apos;elenco</translation>
    </message>
    <message>
        <source>the series with their thumbnails</source>
        <translation>le serie con le miniature</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importato</translation>
    </message>
    <message>
        <source>Three virtual patients with invented identities, dropped as a folder: subjects, sessions, series.</source>
        <translation>Tre pazienti virtuali con identità inventate, trascinati come cartella: soggetti, sessioni, serie.</translation>
    </message>
    <message>
        <source>what will change</source>
        <translation>che cosa cambia</translation>
    </message>
    <message>
        <source>a full table of changes</source>
        <translation>una tabella completa dei cambiamenti</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>Che cosa cambia</translation>
    </message>
    <message>
        <source>Every attribute, its action and the reason, before anything is written.</source>
        <translation>Ogni attributo, la sua azione e il motivo, prima che si scriva qualcosa.</translation>
    </message>
    <message>
        <source>de-identification and its independent check</source>
        <translation>la de-identificazione e il controllo indipendente</translation>
    </message>
    <message>
        <source>the review sheet</source>
        <translation>il foglio di revisione</translation>
    </message>
    <message>
        <source>De-identified and verified</source>
        <translation>De-identificato e verificato</translation>
    </message>
    <message>
        <source>Written, then read again by a second parser that looks for every identifying value in every byte.</source>
        <translation>Scritto, poi riletto da un secondo lettore che cerca ogni valore identificante in ogni byte.</translation>
    </message>
    <message>
        <source>the first image</source>
        <translation>la prima immagine</translation>
    </message>
    <message>
        <source>the whole series</source>
        <translation>tutta la serie</translation>
    </message>
    <message>
        <source>the axial pane</source>
        <translation>il riquadro assiale</translation>
    </message>
    <message>
        <source>a measurement in the list</source>
        <translation>una misura nell&apos;elenco</translation>
    </message>
    <message>
        <source>the volume rendering</source>
        <translation>la resa del volume</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lettura</translation>
    </message>
    <message>
        <source>Three planes with one crosshair, a length in patient millimetres, the volume.</source>
        <translation>Tre piani con un solo mirino, una lunghezza in millimetri del paziente, il volume.</translation>
    </message>
    <message>
        <source>Dose and noise, sample cohort</source>
        <translation>Dose e rumore, coorte di esempio</translation>
    </message>
    <message>
        <source>the plan</source>
        <translation>il progetto</translation>
    </message>
    <message>
        <source>A trial, before it runs</source>
        <translation>Un trial, prima di partire</translation>
    </message>
    <message>
        <source>Factors, cases, time, disk and energy.</source>
        <translation>Fattori, casi, tempo, disco ed energia.</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>In corso</translation>
    </message>
    <message>
        <source>The queue&apos;s jobs and the task drawer.</source>
        <translation>I lavori della coda e il cassetto delle attività.</translation>
    </message>
    <message>
        <source>the end of the trial</source>
        <translation>la fine del trial</translation>
    </message>
    <message>
        <source>every case simulated</source>
        <translation>ogni caso simulato</translation>
    </message>
    <message>
        <source>the numbers</source>
        <translation>i numeri</translation>
    </message>
    <message>
        <source>a case beside its truth</source>
        <translation>un caso accanto alla sua verità</translation>
    </message>
    <message>
        <source>a table and a plot with error bars</source>
        <translation>una tabella e un grafico con barre di errore</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Risultati</translation>
    </message>
    <message>
        <source>Truth beside the simulated image, metrics with intervals over patients.</source>
        <translation>La verità accanto all&apos;immagine simulata, metriche con intervalli sui pazienti.</translation>
    </message>
    <message>
        <source>the judgement</source>
        <translation>il giudizio</translation>
    </message>
    <message>
        <source>Compliance before</source>
        <translation>Conformità prima</translation>
    </message>
    <message>
        <source>The dataset as it came: names inside, nothing signed.</source>
        <translation>Il dataset come è arrivato: nomi dentro, nulla di firmato.</translation>
    </message>
    <message>
        <source>more controls met after de-identification</source>
        <translation>più controlli conformi dopo la de-identificazione</translation>
    </message>
    <message>
        <source>Compliance after</source>
        <translation>Conformità dopo</translation>
    </message>
    <message>
        <source>What is met now, what is still asked, and of whom.</source>
        <translation>Che cosa è conforme ora, che cosa manca e chi deve farlo.</translation>
    </message>
    <message>
        <source>the report</source>
        <translation>il rapporto</translation>
    </message>
    <message>
        <source>a report with content</source>
        <translation>un rapporto con contenuto</translation>
    </message>
    <message>
        <source>the push, confirmed file by file</source>
        <translation>l&apos;invio, confermato file per file</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Rilasciati</translation>
    </message>
    <message>
        <source>Where it stopped</source>
        <translation>Dove si è fermato</translation>
    </message>
    <message>
        <source>the signature</source>
        <translation>la firma</translation>
    </message>
    <message>
        <source>Reviewed and signed</source>
        <translation>Rivisto e firmato</translation>
    </message>
    <message>
        <source>A person looked at the sample; the signature is bound to exactly these bytes.</source>
        <translation>Una persona ha guardato il campione; la firma vale esattamente per questi byte.</translation>
    </message>
    <message>
        <source>the first case</source>
        <translation>il primo caso</translation>
    </message>
    <message>
        <source>the picture of a step could not be written: %1</source>
        <translation>l&apos;immagine di un passo non si è potuta scrivere: %1</translation>
    </message>
    <message>
        <source>a button to press: %1</source>
        <translation>un pulsante da premere: %1</translation>
    </message>
    <message>
        <source>the crosshair moves the other planes</source>
        <translation>il mirino sposta gli altri piani</translation>
    </message>
    <message>
        <source>a wider window by dragging to the right</source>
        <translation>una finestra più ampia trascinando a destra</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) pushed through the gate and confirmed by digest.</source>
        <translation>
            <numerusform>%Ln file inviato attraverso il cancello e confermato con l&apos;impronta.</numerusform>
            <numerusform>%Ln file inviati attraverso il cancello e confermati con l&apos;impronta.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::TourReport</name>
    <message>
        <source>Lastra: the tour</source>
        <translation>Lastra: il giro</translation>
    </message>
    <message>
        <source>Every step happened.</source>
        <translation>Ogni passo è avvenuto.</translation>
    </message>
    <message>
        <source>It stopped: %1</source>
        <translation>Si è fermato: %1</translation>
    </message>
    <message>
        <source>Compliance report</source>
        <translation>Rapporto di conformità</translation>
    </message>
</context>
<context>
    <name>lastra::gui::TrialWords</name>
    <message>
        <source>being sent</source>
        <translation>in invio</translation>
    </message>
    <message>
        <source>waiting in the queue</source>
        <translation>in coda</translation>
    </message>
    <message>
        <source>stuck, needs a person</source>
        <translation>bloccato, serve una persona</translation>
    </message>
    <message>
        <source>running</source>
        <translation>in corso</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>in pausa</translation>
    </message>
    <message>
        <source>finishing</source>
        <translation>quasi finito</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>in arresto</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fatto</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>non riuscito</translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation>memoria finita</translation>
    </message>
    <message>
        <source>out of time</source>
        <translation>tempo scaduto</translation>
    </message>
    <message>
        <source>preempted</source>
        <translation>sospeso da altri</translation>
    </message>
    <message>
        <source>node lost</source>
        <translation>nodo perso</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>fermato</translation>
    </message>
    <message>
        <source>results missing</source>
        <translation>risultati mancanti</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>non ancora noto</translation>
    </message>
    <message>
        <source>CNR</source>
        <translation>CNR</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contrasto</translation>
    </message>
    <message>
        <source>Detectability d′, NPW</source>
        <translation>Rilevabilità d′, NPW</translation>
    </message>
    <message>
        <source>HU error</source>
        <translation>Errore HU</translation>
    </message>
    <message>
        <source>Mean HU</source>
        <translation>HU medio</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rumore</translation>
    </message>
    <message>
        <source>blood</source>
        <translation>sangue</translation>
    </message>
    <message>
        <source>bone</source>
        <translation>osso</translation>
    </message>
    <message>
        <source>brain</source>
        <translation>encefalo</translation>
    </message>
    <message>
        <source>fat</source>
        <translation>grasso</translation>
    </message>
    <message>
        <source>heart</source>
        <translation>cuore</translation>
    </message>
    <message>
        <source>liver</source>
        <translation>fegato</translation>
    </message>
    <message>
        <source>lung</source>
        <translation>polmone</translation>
    </message>
    <message>
        <source>muscle</source>
        <translation>muscolo</translation>
    </message>
    <message>
        <source>nodule</source>
        <translation>nodulo</translation>
    </message>
    <message>
        <source>water</source>
        <translation>acqua</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>d′</source>
        <translation>d′</translation>
    </message>
    <message>
        <source>Noise, liver</source>
        <translation>Rumore, fegato</translation>
    </message>
    <message>
        <source>Noise, brain</source>
        <translation>Rumore, encefalo</translation>
    </message>
</context>
<context>
    <name>lastra::gui::TrialsPage</name>
    <message>
        <source>Trials</source>
        <translation>Trial</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>Trial</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>Manifesto</translation>
    </message>
    <message>
        <source>New trial...</source>
        <translation>Nuovo trial...</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Ferma</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Esegui</translation>
    </message>
    <message>
        <source>Fetch results</source>
        <translation>Prendi i risultati</translation>
    </message>
    <message>
        <source>No trials yet</source>
        <translation>Ancora nessun trial</translation>
    </message>
    <message>
        <source>Start from a question, for example how low the dose can go.</source>
        <translation>Parti da una domanda, per esempio quanto si può abbassare la dose.</translation>
    </message>
    <message>
        <source>Factors</source>
        <translation>Fattori</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Fattore</translation>
    </message>
    <message>
        <source>Design</source>
        <translation>Disegno</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Livelli</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Numero</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Lavori</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Passo</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Casi</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avanzamento</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Ritmo</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Truth, simulated, difference</source>
        <translation>Verità, simulata, differenza</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Caso</translation>
    </message>
    <message>
        <source>Open this case in Read</source>
        <translation>Apri questo caso in Lettura</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Costo</translation>
    </message>
    <message>
        <source>before it is sent</source>
        <translation>prima dell&apos;invio</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Esito</translation>
    </message>
    <message>
        <source>Save the plot as SVG, PNG or CSV</source>
        <translation>Salva il grafico come SVG, PNG o CSV</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriche</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrica</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>Braccio</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Pazienti</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Media</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>Intervallo 95 %</translation>
    </message>
    <message>
        <source>No result yet</source>
        <translation>Ancora nessun risultato</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>Verità</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULATA</translation>
    </message>
    <message>
        <source>%1 shards: %2 done, %3 running, %4 waiting, %5 failed</source>
        <translation>%1 parti: %2 fatte, %3 in corso, %4 in attesa, %5 non riuscite</translation>
    </message>
    <message>
        <source>Save the plot</source>
        <translation>Salva il grafico</translation>
    </message>
    <message>
        <source>Vector picture (*.svg)</source>
        <translation>Immagine vettoriale (*.svg)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Immagine (*.png)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabella (*.csv)</translation>
    </message>
    <message>
        <source>The plot was not saved.</source>
        <translation>Il grafico non è stato salvato.</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose another folder or name.</source>
        <translation>%1 non si è potuto scrivere. Scegli un&apos;altra cartella o un altro nome.</translation>
    </message>
    <message>
        <source>Run the trial, then fetch its results: at any time those of the cases that are done.</source>
        <translation>Avvia il trial, poi scaricane i risultati: in ogni momento quelli dei casi finiti.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Avvia di nuovo</translation>
    </message>
</context>
<context>
    <name>lastra::gui::VolumePane</name>
    <message>
        <source>%1 pane</source>
        <translation>Riquadro %1</translation>
    </message>
    <message>
        <source>3-D follows when all images are here</source>
        <translation>Il 3-D segue quando ci sono tutte le immagini</translation>
    </message>
    <message>
        <source>drawing</source>
        <translation>in disegno</translation>
    </message>
    <message>
        <source>%1 frames/s</source>
        <translation>%1 immagini/s</translation>
    </message>
    <message>
        <source>half resolution</source>
        <translation>mezza risoluzione</translation>
    </message>
    <message>
        <source>Facing you: %1</source>
        <translation>Verso di te: %1</translation>
    </message>
</context>
<context>
    <name>lastra::gui::WindowPanel</name>
    <message>
        <source>Window</source>
        <translation>Finestra</translation>
    </message>
    <message>
        <source>Window presets</source>
        <translation>Finestre predefinite</translation>
    </message>
    <message>
        <source>width / level</source>
        <translation>larghezza / livello</translation>
    </message>
    <message>
        <source>width / level, %1</source>
        <translation>larghezza / livello, %1</translation>
    </message>
</context>
<context>
    <name>lastra::gui::Workbench</name>
    <message>
        <source>Italy</source>
        <translation>Italia</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Questo computer</translation>
    </message>
    <message>
        <source>Local folder, local workers. No account, no network.</source>
        <translation>Cartella e processi locali. Nessun account, nessuna rete.</translation>
    </message>
    <message>
        <source>Sign-in, archive and queue of the site.</source>
        <translation>Accesso, archivio e coda del sito.</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identità</translation>
    </message>
    <message>
        <source>OpenID Connect</source>
        <translation>OpenID Connect</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivio</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Coda</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Esci dall&apos;account</translation>
    </message>
    <message>
        <source>Sign in...</source>
        <translation>Accedi...</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Accesso valido</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Accesso assente</translation>
    </message>
    <message>
        <source>No network needed</source>
        <translation>Rete non necessaria</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Impostazioni</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Archivio locale</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Segreti</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Sign in to %1</source>
        <translation>Accedi a %1</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Cartella per il rapporto</translation>
    </message>
    <message>
        <source>File with the facts of a role</source>
        <translation>File con i fatti di un ruolo</translation>
    </message>
    <message>
        <source>Facts (*.json)</source>
        <translation>Fatti (*.json)</translation>
    </message>
    <message>
        <source>Judged %1</source>
        <translation>Giudicato %1</translation>
    </message>
    <message>
        <source>A person is needed by %1</source>
        <translation>Serve una persona entro il %1</translation>
    </message>
    <message>
        <source>Waiting for: %1</source>
        <translation>In attesa di: %1</translation>
    </message>
    <message>
        <source>acknowledge %1</source>
        <translation>%1 da accettare</translation>
    </message>
    <message>
        <source>%1 in the way</source>
        <translation>%1 lo impediscono</translation>
    </message>
    <message>
        <source>Write the compliance report</source>
        <translation>Scrivi il rapporto di conformità</translation>
    </message>
    <message>
        <source>Take in stated facts</source>
        <translation>Registra i fatti dichiarati</translation>
    </message>
    <message>
        <source>This site keeps everything on this computer.</source>
        <translation>Questo sito tiene tutto su questo computer.</translation>
    </message>
    <message>
        <source>Connect a site with an archive, then release the dataset to one of its projects.</source>
        <translation>Collega un sito con un archivio, poi rilascia il dataset in uno dei suoi progetti.</translation>
    </message>
    <message>
        <source>Connect a site</source>
        <translation>Collega un sito</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Rilascia</translation>
    </message>
    <message>
        <source>Project of %1 to push to</source>
        <translation>Progetto di %1 a cui inviare</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>Invia</translation>
    </message>
    <message>
        <source>Look at what will change</source>
        <translation>Guarda che cosa cambia</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>De-identify and verify</source>
        <translation>De-identifica e verifica</translation>
    </message>
    <message>
        <source>Second, independent pass</source>
        <translation>Secondo passaggio, indipendente</translation>
    </message>
    <message>
        <source>%1 of %2 files read again</source>
        <translation>%1 di %2 file riletti</translation>
    </message>
    <message>
        <source>%1 found in %2 looked at</source>
        <translation>%1 trovati su %2 guardati</translation>
    </message>
    <message>
        <source>%1 to look at</source>
        <translation>%1 da guardare</translation>
    </message>
    <message>
        <source>%1 looked at, nothing found</source>
        <translation>%1 guardati, nulla trovato</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>Quarantena</translation>
    </message>
    <message>
        <source>nothing set apart</source>
        <translation>nulla messo da parte</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Revisione</translation>
    </message>
    <message>
        <source>no image looked at by a person yet</source>
        <translation>nessuna immagine ancora vista da una persona</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Politica</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Impronta</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Chiave</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Rilasciati</translation>
    </message>
    <message>
        <source>Nothing was released.</source>
        <translation>Nulla è stato rilasciato.</translation>
    </message>
    <message>
        <source>The files stay in custody on this computer.</source>
        <translation>I file restano in custodia su questo computer.</translation>
    </message>
    <message>
        <source>Look at the sample below, then show its controls.</source>
        <translation>Guarda il campione qui sotto, poi mostra i suoi controlli.</translation>
    </message>
    <message>
        <source>Push %1?</source>
        <translation>Inviare %1?</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Nuovo progetto</translation>
    </message>
    <message>
        <source>Name: letters, digits, _ and -</source>
        <translation>Nome: lettere, cifre, _ e -</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>Crea</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Dataset</translation>
    </message>
    <message>
        <source>Content root</source>
        <translation>Impronta del contenuto</translation>
    </message>
    <message>
        <source>Known once the session is on this computer.</source>
        <translation>Noto quando la sessione sarà su questo computer.</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>Copie</translation>
    </message>
    <message>
        <source>%1, this computer</source>
        <translation>%1, questo computer</translation>
    </message>
    <message>
        <source>De-identify</source>
        <translation>De-identifica</translation>
    </message>
    <message>
        <source>Make a sample cohort</source>
        <translation>Crea una coorte di esempio</translation>
    </message>
    <message>
        <source>Pull a session</source>
        <translation>Scarica una sessione</translation>
    </message>
    <message>
        <source>Push to %1</source>
        <translation>Invia a %1</translation>
    </message>
    <message>
        <source>Push to %1?</source>
        <translation>Inviare a %1?</translation>
    </message>
    <message>
        <source>Seen and accepted: %1</source>
        <translation>Visto e accettato: %1</translation>
    </message>
    <message>
        <source>I have seen this, push</source>
        <translation>Ho visto, invia</translation>
    </message>
    <message>
        <source>The manifest lies beside the results.</source>
        <translation>Il manifesto è accanto ai risultati.</translation>
    </message>
    <message>
        <source>Seed %1</source>
        <translation>Seme %1</translation>
    </message>
    <message>
        <source>full factorial, paired by patient</source>
        <translation>fattoriale completo, appaiato per paziente</translation>
    </message>
    <message>
        <source>crossed</source>
        <translation>incrociato</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>fisso</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Pazienti</translation>
    </message>
    <message>
        <source>population</source>
        <translation>popolazione</translation>
    </message>
    <message>
        <source>Adult torso</source>
        <translation>Torace adulto</translation>
    </message>
    <message>
        <source>Adult head</source>
        <translation>Testa adulta</translation>
    </message>
    <message>
        <source>drawn by seed %1</source>
        <translation>dal seme %1</translation>
    </message>
    <message>
        <source>Lesions</source>
        <translation>Lesioni</translation>
    </message>
    <message>
        <source>in every patient</source>
        <translation>in ogni paziente</translation>
    </message>
    <message>
        <source>Nodule %1 mm</source>
        <translation>Nodulo %1 mm</translation>
    </message>
    <message>
        <source>drawn with the patient</source>
        <translation>secondo il paziente</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>Dose</source>
        <translation>Dose</translation>
    </message>
    <message>
        <source>per rotation</source>
        <translation>per rotazione</translation>
    </message>
    <message>
        <source>Tube voltage</source>
        <translation>Tensione del tubo</translation>
    </message>
    <message>
        <source>Reconstruction</source>
        <translation>Ricostruzione</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rumore</translation>
    </message>
    <message>
        <source>%1 per case</source>
        <translation>%1 per caso</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Casi</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>Tempo di CPU</translation>
    </message>
    <message>
        <source>on one core</source>
        <translation>su un processore</translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation>Tempo reale</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disco</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energia</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>stimata</translation>
    </message>
    <message>
        <source>Patient %1, %2</source>
        <translation>Paziente %1, %2</translation>
    </message>
    <message>
        <source>%1, queue %2, trial %3</source>
        <translation>%1, coda %2, trial %3</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>questo computer</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>ancora %1</translation>
    </message>
    <message>
        <source>Simulate</source>
        <translation>Simulazione</translation>
    </message>
    <message>
        <source>Fetch and analyse</source>
        <translation>Raccolta e analisi</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fatto</translation>
    </message>
    <message>
        <source>Trial %1 is done</source>
        <translation>Il trial %1 è finito</translation>
    </message>
    <message>
        <source>Fetch results</source>
        <translation>Prendi i risultati</translation>
    </message>
    <message>
        <source>Send trial %1</source>
        <translation>Invia il trial %1</translation>
    </message>
    <message>
        <source>Trial %1</source>
        <translation>Trial %1</translation>
    </message>
    <message>
        <source>Fetch trial %1</source>
        <translation>Raccogli il trial %1</translation>
    </message>
    <message>
        <source>Dose, mAs per rotation</source>
        <translation>Dose, mAs per rotazione</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>da %1 a %2</translation>
    </message>
    <message>
        <source>not known, one patient</source>
        <translation>non noto, un paziente</translation>
    </message>
    <message>
        <source>%1 of %2 cases</source>
        <translation>%1 di %2 casi</translation>
    </message>
    <message>
        <source>Error bars: 95 % confidence interval, Student&apos;s t over patients.</source>
        <translation>Barre di errore: intervallo di confidenza al 95 %, t di Student sui pazienti.</translation>
    </message>
    <message>
        <source>Simulated, %1</source>
        <translation>Simulata, %1</translation>
    </message>
    <message>
        <source>Difference, ±%1 HU</source>
        <translation>Differenza, ±%1 HU</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ora</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>non noto</translation>
    </message>
    <message>
        <source>today</source>
        <translation>oggi</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>domani</translation>
    </message>
    <message>
        <source>in %1 days</source>
        <translation>tra %1 giorni</translation>
    </message>
    <message>
        <source>Open %1, %2</source>
        <translation>Apri %1, %2</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sessione</translation>
    </message>
    <message>
        <source>Show the controls of %1</source>
        <translation>Mostra i controlli di %1</translation>
    </message>
    <message>
        <source>Compliance</source>
        <translation>Conformità</translation>
    </message>
    <message>
        <source>Catalogue %1, %2 controls</source>
        <translation>Catalogo %1, %2 controlli</translation>
    </message>
    <message numerus="yes">
        <source>Report written, %Ln file(s)</source>
        <translation>
            <numerusform>Rapporto scritto, %Ln file</numerusform>
            <numerusform>Rapporto scritto, %Ln file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) will be set apart, not released.</source>
        <translation>
            <numerusform>%Ln file sarà messo da parte, non rilasciato.</numerusform>
            <numerusform>%Ln file saranno messi da parte, non rilasciati.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) set apart: %1</source>
        <translation>
            <numerusform>%Ln file messo da parte: %1</numerusform>
            <numerusform>%Ln file messi da parte: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) de-identified and verified.</source>
        <translation>
            <numerusform>%Ln file de-identificato e verificato.</numerusform>
            <numerusform>%Ln file de-identificati e verificati.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set apart, in custody on this computer: %1.</source>
        <translation>
            <numerusform>%Ln messo da parte, in custodia su questo computer: %1.</numerusform>
            <numerusform>%Ln messi da parte, in custodia su questo computer: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) not clean</source>
        <translation>
            <numerusform>%Ln immagine non pulita</numerusform>
            <numerusform>%Ln immagini non pulite</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 images seen</source>
        <translation>%1 di %2 immagini viste</translation>
    </message>
    <message>
        <source>Sign off</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Signed off.</source>
        <translation>Firmato.</translation>
    </message>
    <message>
        <source>The signature is bound to these bytes; any later change voids it.</source>
        <translation>La firma vale per questi byte; ogni modifica successiva la annulla.</translation>
    </message>
    <message numerus="yes">
        <source>Pulled %Ln file(s)</source>
        <translation>
            <numerusform>Scaricato %Ln file</numerusform>
            <numerusform>Scaricati %Ln file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pushed %Ln file(s)</source>
        <translation>
            <numerusform>Inviato %Ln file</numerusform>
            <numerusform>Inviati %Ln file</numerusform>
        </translation>
    </message>
    <message>
        <source>waits</source>
        <translation>attende</translation>
    </message>
    <message>
        <source>You are not signed in at %1.</source>
        <translation>Non hai effettuato l&apos;accesso a %1.</translation>
    </message>
    <message>
        <source>Its projects are shown once you are.</source>
        <translation>I suoi progetti appaiono dopo l&apos;accesso.</translation>
    </message>
    <message>
        <source>In custody on this computer instead: %1.</source>
        <translation>In custodia su questo computer, invece: %1.</translation>
    </message>
    <message>
        <source>%1 minus %2: %3 (%4 to %5), p = %6.</source>
        <translation>%1 meno %2: %3 (da %4 a %5), p = %6.</translation>
    </message>
    <message>
        <source>Another dataset is still being worked on here.</source>
        <translation>Qui si sta ancora lavorando su un altro dataset.</translation>
    </message>
    <message>
        <source>Choose this one again once that has ended.</source>
        <translation>Scegli di nuovo questo quando l&apos;altro sarà finito.</translation>
    </message>
    <message>
        <source>Take the key back...</source>
        <translation>Riprendi la chiave...</translation>
    </message>
    <message>
        <source>Hand over the key...</source>
        <translation>Consegna la chiave...</translation>
    </message>
    <message>
        <source>Show its controls</source>
        <translation>Mostra i suoi controlli</translation>
    </message>
    <message>
        <source>Hand over the key?</source>
        <translation>Consegnare la chiave?</translation>
    </message>
    <message>
        <source>The key and the tables that name the patients are written to a folder and removed from Lastra. The key keeper carries the folder away; nobody here can then tell whom a pseudonym stands for.</source>
        <translation>La chiave e le tabelle che nominano i pazienti vengono scritte in una cartella e tolte da Lastra. Il custode della chiave porta via la cartella; qui nessuno può più dire a chi corrisponde uno pseudonimo.</translation>
    </message>
    <message>
        <source>Choose the folder...</source>
        <translation>Scegli la cartella...</translation>
    </message>
    <message>
        <source>Folder for the key keeper</source>
        <translation>Cartella per il custode della chiave</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Consegna</translation>
    </message>
    <message>
        <source>Hand over the key</source>
        <translation>Consegna della chiave</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) for the key keeper are in %1.</source>
        <translation>
            <numerusform>%Ln file per il custode della chiave è in %1.</numerusform>
            <numerusform>%Ln file per il custode della chiave sono in %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>Lastra keeps none of them now: carry the folder away and delete it here.</source>
        <translation>Lastra non ne conserva più nessuno: porta via la cartella ed eliminala da qui.</translation>
    </message>
    <message>
        <source>File of the key, from its keeper</source>
        <translation>File della chiave, dal suo custode</translation>
    </message>
    <message>
        <source>Keys (key-*.hex)</source>
        <translation>Chiavi (key-*.hex)</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Riprendi</translation>
    </message>
    <message>
        <source>Take the key back</source>
        <translation>Ripresa della chiave</translation>
    </message>
    <message>
        <source>The key is back.</source>
        <translation>La chiave è tornata.</translation>
    </message>
    <message>
        <source>What was made with it may not leave until it is handed over again.</source>
        <translation>Ciò che è stato fatto con essa non può uscire finché non viene consegnata di nuovo.</translation>
    </message>
    <message>
        <source>Other queues go on; this one is asked again.</source>
        <translation>Le altre code continuano; questa verrà interrogata di nuovo.</translation>
    </message>
    <message>
        <source>Until another site is chosen, Lastra works with %1.</source>
        <translation>Finché non si sceglie un altro sito, Lastra lavora con %1.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Riprova</translation>
    </message>
    <message>
        <source>system keyring</source>
        <translation>portachiavi di sistema</translation>
    </message>
    <message>
        <source>sealed file</source>
        <translation>file sigillato</translation>
    </message>
    <message>
        <source>memory only</source>
        <translation>solo in memoria</translation>
    </message>
    <message>
        <source>%1 Reading is not blocked.</source>
        <translation>%1 La lettura non è bloccata.</translation>
    </message>
    <message>
        <source>%1 cases/min</source>
        <translation>%1 casi/min</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>Trial</translation>
    </message>
    <message>
        <source>Judge again</source>
        <translation>Verifica di nuovo</translation>
    </message>
    <message>
        <source>Files left alone</source>
        <translation>File lasciati da parte</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Mostrali tutti</translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln subject(s) nothing is left.</source>
        <translation>
            <numerusform>Di %Ln soggetto non resta nulla.</numerusform>
            <numerusform>Di %Ln soggetti non resta nulla.</numerusform>
        </translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Fatto il</translation>
    </message>
    <message>
        <source>Files set apart</source>
        <translation>File messi da parte</translation>
    </message>
    <message>
        <source>Its site file is not complete yet.</source>
        <translation>Il suo file di sito non è ancora completo.</translation>
    </message>
    <message>
        <source>Cannot be opened: see why</source>
        <translation>Non si può aprire: vedi perché</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Esempi</translation>
    </message>
    <message>
        <source>Sample cohort</source>
        <translation>Coorte di esempio</translation>
    </message>
    <message>
        <source>, research</source>
        <translation>, ricerca</translation>
    </message>
    <message>
        <source>, strict</source>
        <translation>, rigorosa</translation>
    </message>
    <message>
        <source>Import into %1</source>
        <translation>Importa in %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) found</source>
        <translation>
            <numerusform>%Ln file trovato</numerusform>
            <numerusform>%Ln file trovati</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln taken into %1</source>
        <translation>
            <numerusform>%Ln preso in %1</numerusform>
            <numerusform>%Ln presi in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln there already</source>
        <translation>
            <numerusform>%Ln c’era già</numerusform>
            <numerusform>%Ln c’erano già</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left alone</source>
        <translation>
            <numerusform>%Ln lasciato dov’è</numerusform>
            <numerusform>%Ln lasciati dove sono</numerusform>
        </translation>
    </message>
    <message>
        <source>The first left alone: %1</source>
        <translation>Il primo lasciato dov’è: %1</translation>
    </message>
    <message>
        <source>Trial %1 did not come to its end</source>
        <translation>Il trial %1 non è arrivato alla fine</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Mostralo</translation>
    </message>
    <message numerus="yes">
        <source>%Ln core(s)</source>
        <translation>
            <numerusform>%Ln core</numerusform>
            <numerusform>%Ln core</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln slice(s)</source>
        <translation>
            <numerusform>%Ln fetta</numerusform>
            <numerusform>%Ln fette</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln arm(s)</source>
        <translation>
            <numerusform>%Ln braccio</numerusform>
            <numerusform>%Ln bracci</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 immagine</numerusform>
            <numerusform>%1 immagini</numerusform>
        </translation>
    </message>
    <message>
        <source>Your account sees no project of %1.</source>
        <translation>Il tuo account non vede alcun progetto di %1.</translation>
    </message>
    <message>
        <source>It may not be approved yet, or lack a group. Ask the archive&apos;s administrator, or the owner of a project, to let it in.</source>
        <translation>Forse non è ancora approvato, o gli manca un gruppo. Chiedi all&apos;amministratore dell&apos;archivio, o al proprietario di un progetto, di ammetterlo.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Guarda di nuovo</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Passphrase</source>
        <translation>Frase segreta</translation>
    </message>
    <message>
        <source>Passphrase of Lastra&apos;s secrets:</source>
        <translation>Frase segreta dei segreti di Lastra:</translation>
    </message>
    <message>
        <source>This computer has no keyring. Choose a passphrase for Lastra&apos;s secrets: sign-ins
and de-identification keys are sealed with it, and nobody can open them without it.</source>
        <translation>Questo computer non ha un portachiavi. Scegli una passphrase per i segreti di Lastra: accessi
e chiavi di de-identificazione sono sigillati con essa, e senza di essa nessuno può aprirli.</translation>
    </message>
</context>
</TS>
