<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>lastra::gui::CompliancePage</name>
    <message numerus="yes">
        <source>Filter %Ln dataset(s)</source>
        <translation>
            <numerusform>Filter %Ln dataset</numerusform>
            <numerusform>Filter %Ln datasets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::DeidWords</name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln subject(s)</source>
        <translation>
            <numerusform>%Ln subject</numerusform>
            <numerusform>%Ln subjects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::DeidentifyPage</name>
    <message numerus="yes">
        <source>%Ln rule(s) touch these files</source>
        <translation>
            <numerusform>%Ln rule touches these files</numerusform>
            <numerusform>%Ln rules touch these files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::ProjectsPage</name>
    <message numerus="yes">
        <source>%1, %Ln session(s)</source>
        <translation>
            <numerusform>%1, %Ln session</numerusform>
            <numerusform>%1, %Ln sessions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Filter %Ln session(s)</source>
        <translation>
            <numerusform>Filter %Ln session</numerusform>
            <numerusform>Filter %Ln sessions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s)</source>
        <translation>
            <numerusform>%Ln session</numerusform>
            <numerusform>%Ln sessions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::TaskWords</name>
    <message numerus="yes">
        <source>%1 file(s)</source>
        <translation>
            <numerusform>%1 file</numerusform>
            <numerusform>%1 files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 case(s)</source>
        <translation>
            <numerusform>%1 case</numerusform>
            <numerusform>%1 cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s)</source>
        <translation>
            <numerusform>%1 row</numerusform>
            <numerusform>%1 rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 step(s)</source>
        <translation>
            <numerusform>%1 step</numerusform>
            <numerusform>%1 steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::Tour</name>
    <message numerus="yes">
        <source>%Ln file(s) pushed through the gate and confirmed by digest.</source>
        <translation>
            <numerusform>%Ln file pushed through the gate and confirmed by digest.</numerusform>
            <numerusform>%Ln files pushed through the gate and confirmed by digest.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lastra::gui::Workbench</name>
    <message numerus="yes">
        <source>Report written, %Ln file(s)</source>
        <translation>
            <numerusform>Report written, %Ln file</numerusform>
            <numerusform>Report written, %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) will be set apart, not released.</source>
        <translation>
            <numerusform>%Ln file will be set apart, not released.</numerusform>
            <numerusform>%Ln files will be set apart, not released.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) set apart: %1</source>
        <translation>
            <numerusform>%Ln file set apart: %1</numerusform>
            <numerusform>%Ln files set apart: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) de-identified and verified.</source>
        <translation>
            <numerusform>%Ln file de-identified and verified.</numerusform>
            <numerusform>%Ln files de-identified and verified.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set apart, in custody on this computer: %1.</source>
        <translation>
            <numerusform>%Ln set apart, in custody on this computer: %1.</numerusform>
            <numerusform>%Ln set apart, in custody on this computer: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) not clean</source>
        <translation>
            <numerusform>%Ln image not clean</numerusform>
            <numerusform>%Ln images not clean</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pulled %Ln file(s)</source>
        <translation>
            <numerusform>Pulled %Ln file</numerusform>
            <numerusform>Pulled %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pushed %Ln file(s)</source>
        <translation>
            <numerusform>Pushed %Ln file</numerusform>
            <numerusform>Pushed %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) for the key keeper are in %1.</source>
        <translation>
            <numerusform>%Ln file for the key keeper is in %1.</numerusform>
            <numerusform>%Ln files for the key keeper are in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln subject(s) nothing is left.</source>
        <translation>
            <numerusform>Of %Ln subject nothing is left.</numerusform>
            <numerusform>Of %Ln subjects nothing is left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) found</source>
        <translation>
            <numerusform>%Ln file found</numerusform>
            <numerusform>%Ln files found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln taken into %1</source>
        <translation>
            <numerusform>%Ln taken into %1</numerusform>
            <numerusform>%Ln taken into %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln there already</source>
        <translation>
            <numerusform>%Ln there already</numerusform>
            <numerusform>%Ln there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left alone</source>
        <translation>
            <numerusform>%Ln left alone</numerusform>
            <numerusform>%Ln left alone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln core(s)</source>
        <translation>
            <numerusform>%Ln core</numerusform>
            <numerusform>%Ln cores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln slice(s)</source>
        <translation>
            <numerusform>%Ln slice</numerusform>
            <numerusform>%Ln slices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln arm(s)</source>
        <translation>
            <numerusform>%Ln arm</numerusform>
            <numerusform>%Ln arms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
</context>
</TS>
